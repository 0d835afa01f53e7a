import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { missingPackages, SYSTEM_PACKAGES } from './system-packages.mjs'

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
