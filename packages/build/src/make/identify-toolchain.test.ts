import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Toolchain } from '../toolchain/toolchains.ts'
import { identifyToolchain } from './identify-toolchain.ts'

let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-tools-'))
  vi.stubEnv('PATH', `${directory}:${process.env.PATH}`)
})

afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(directory, { recursive: true })
})

const gcc: Toolchain = {
  ...{ name: 'gcc', architecture: 'arm64', version: 'gcc 12', prefix: 'none-such-' },
  ...{ complete: true, missing: [] },
}

/** Puts a program into PATH that prints a line for each first argument. */
function program(name: string, says: Readonly<Record<string, string>>): void {
  const cases = Object.entries(says).map(([option, line]) => `${option}) echo '${line}' ;;`)
  writeFileSync(join(directory, name), `#!/bin/sh\ncase "$1" in ${cases.join(' ')} *) exit 1 ;; esac\n`)
  chmodSync(join(directory, name), 0o755)
}

const compiler = {
  '--version': 'gcc (Debian 12.2.0-14) 12.2.0',
  '-v': 'Configured with: --enable-default-pie',
  '-print-prog-name=as': 'none-such-as',
  '-print-file-name=plugin': '/nowhere/plugin',
}

function addTools(more: { readonly gcc?: object; readonly as?: string; readonly ld?: string } = {}): void {
  program('none-such-gcc', { ...compiler, ...more.gcc })
  program('none-such-as', { '--version': more.as ?? 'GNU assembler 2.40' })
  program('none-such-ld', { '--version': more.ld ?? 'GNU ld 2.40' })
}

test('equal tools have equal ids, on whichever host', async () => {
  addTools()
  const { id, version } = await identifyToolchain(gcc, 'none')
  expect(id).toMatch(/^[0-9a-f]{64}$/)
  expect(version).toBe('gcc (Debian 12.2.0-14) 12.2.0')
  addTools()
  expect((await identifyToolchain({ ...gcc, version: 'of another host' }, 'none')).id).toBe(id)
})

test.each([
  ['a revision of the distribution', { gcc: { '--version': 'gcc (Debian 12.2.0-14+deb12u1) 12.2.0' } }],
  ['how the compiler was configured', { gcc: { '-v': 'Configured with: --disable-default-pie' } }],
  ['the assembler', { as: 'GNU assembler 2.41' }],
  ['the linker', { ld: 'GNU ld 2.41' }],
])('%s makes another id', async (_, more) => {
  addTools()
  const { id } = await identifyToolchain(gcc, 'none')
  addTools(more)
  expect((await identifyToolchain(gcc, 'none')).id).not.toBe(id)
})

test('that gcc can load plugins makes another id, as Kconfig offers them then', async () => {
  addTools()
  const { id } = await identifyToolchain(gcc, 'none')
  const plugin = join(directory, 'plugin')
  mkdirSync(join(plugin, 'include'), { recursive: true })
  writeFileSync(join(plugin, 'include/plugin-version.h'), '')
  addTools({ gcc: { '-print-file-name=plugin': plugin } })
  expect((await identifyToolchain(gcc, 'none')).id).not.toBe(id)
})

test('the path by which gcc was called makes no other id', async () => {
  addTools({ gcc: { '-v': 'COLLECT_GCC=gcc\nTarget: arm' } })
  const { id } = await identifyToolchain(gcc, 'none')
  addTools({ gcc: { '-v': 'COLLECT_GCC=/usr/local/bin/gcc\nTarget: arm' } })
  expect((await identifyToolchain(gcc, 'none')).id).toBe(id)
})

test('a tool that fails is an infrastructure error that names it', async () => {
  addTools()
  program('none-such-ld', {})
  await expect(identifyToolchain(gcc, 'none')).rejects.toMatchObject({
    code: 'toolchain-broken',
    message: expect.stringContaining('none-such-ld --version failed'),
  })
})
