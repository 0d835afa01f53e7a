import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { listPrograms, missingPackages, SPLIT_NAMES, SYSTEM_PACKAGES, wantedByDemo } from './system-packages.mjs'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-packages-'))
  vi.stubEnv('PATH', directory)
  SYSTEM_PACKAGES.push({ name: 'hello', why: 'greets', needs: ['no-such-hello', 'no-such-goodbye'] })
  SYSTEM_PACKAGES.push({ name: 'demo-only', why: 'shows', needs: [join(directory, 'no-such-file')], only: 'demo' })
})

afterEach(() => {
  SYSTEM_PACKAGES.splice(-2)
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

function provide(name: string): void {
  writeFileSync(join(directory, name), '')
  chmodSync(join(directory, name), 0o755)
}

const missing = (wanted = {}): string[] => missingPackages(wanted).map(({ name }) => name)

test('a package is missing until all of its programs are in PATH', () => {
  expect(missing()).toContain('hello')
  provide('no-such-hello')
  expect(missing()).toContain('hello')
  provide('no-such-goodbye')
  expect(missing()).not.toContain('hello')
})

test('what only the demo needs is asked for by the demo alone', () => {
  expect(missing()).not.toContain('demo-only')
  expect(missing({ tests: true })).not.toContain('demo-only')
  expect(missing({ demo: true })).toContain('demo-only')
})

test('each package says why it is wanted', () => {
  for (const { name, why } of SYSTEM_PACKAGES) expect(why, name).not.toBe('')
})

test('the demo with a source of its own needs no package with one', () => {
  expect(wantedByDemo(['--json'])).toEqual({ demo: true })
  expect(wantedByDemo(['--source', '/src/linux'])).toEqual({ demo: false })
  expect(wantedByDemo(['--source=/src/linux'])).toEqual({ demo: false })
})

test('packages that the distribution does not have keep apt from none of the others', () => {
  writeFileSync(join(directory, 'apt-cache'), '#!/bin/sh\n[ "$2" != linux-source-6.1 ]\n', { mode: 0o755 })
  const script = `${SPLIT_NAMES}echo "known:$known unknown:$unknown"`
  const env = { PATH: `${directory}:/usr/bin:/bin` }
  const args = ['-euc', script, 'sh', 'bc', 'linux-source-6.1', 'flex']
  expect(execFileSync('/bin/sh', args, { env, encoding: 'utf8' })).toBe('known: bc flex unknown: linux-source-6.1\n')
})

test('a system without apt is told what has to be there, not only how Debian calls it', () => {
  const [hello] = SYSTEM_PACKAGES.slice(-2)
  expect(listPrograms(hello ? [hello] : [])).toBe("  no-such-hello, no-such-goodbye greets; Debian's package: hello")
})
