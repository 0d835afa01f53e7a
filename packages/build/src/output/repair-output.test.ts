import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { beginOutput, endOutput } from './output-directory.ts'
import { noteStart, repairOutput } from './repair-output.ts'

let root: string
let directory: string

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'kbisect-fix-'))
  directory = join(root, 'out')
  await beginOutput(directory, { target: 'target', toolchain: 'gcc' })
  for (const path of ['.config', 'vmlinux', 'init/main.o', 'init/.main.o.cmd', 'init/other.o', 'include/config/SMP'])
    write(path, 'before')
  for (const path of ['include/generated/autoconf.h', 'arch/x86/include/generated/asm/unistd.h']) write(path, 'before')
  await endOutput(directory)
  await nextTick()
  await beginOutput(directory, { target: 'target', toolchain: 'gcc' })
  await noteStart(directory)
})

afterEach(() => rmSync(root, { recursive: true }))

/** Waits until the clock of the file system has gone on, which it does every few milliseconds. */
async function nextTick(): Promise<void> {
  const now = () => {
    writeFileSync(join(root, 'clock'), '')
    return lstatSync(join(root, 'clock'), { bigint: true }).ctimeNs
  }
  const before = now()
  await vi.waitFor(() => expect(now()).toBeGreaterThan(before), { timeout: 10_000, interval: 1 })
}

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true })
  writeFileSync(join(directory, path), text)
}

const left = (): string[] =>
  readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .filter((path) => !path.startsWith('.kbisect'))
    .sort()

const isMarked = (): boolean => existsSync(join(directory, '.kbisect-building'))

it('what a stopped build wrote is removed, what was there before it stays, and the mark goes', async () => {
  for (const path of ['init/main.o', 'vmlinux', 'scripts/basic/fixdep', 'mm/.tmp_slub.o']) write(path, 'half')
  write('arch/x86/include/generated/asm/unistd.h', '')
  await repairOutput(directory)
  expect(left()).toEqual([
    ...['.config', 'include/config/SMP', 'include/generated/autoconf.h', 'init/.main.o.cmd', 'init/other.o'],
  ])
  expect(isMarked()).toBe(false)
  await beginOutput(directory, { target: 'target', toolchain: 'gcc' })
  expect(readFileSync(join(directory, 'init/other.o'), 'utf8')).toBe('before')
})

it('the configuration that it settled stays, as it is written whole or not at all', async () => {
  for (const path of ['.config', 'include/config/SMP', 'include/config/auto.conf', 'include/generated/autoconf.h'])
    write(path, 'after')
  await repairOutput(directory)
  for (const path of ['.config', 'include/config/SMP', 'include/config/auto.conf', 'include/generated/autoconf.h'])
    expect(readFileSync(join(directory, path), 'utf8')).toBe('after')
})

it('a file that was written and given an old time is removed too', async () => {
  write('init/main.o', 'half')
  utimesSync(join(directory, 'init/main.o'), 1, 1)
  await repairOutput(directory)
  expect(existsSync(join(directory, 'init/main.o'))).toBe(false)
})

it('links are removed and not followed', async () => {
  mkdirSync(join(root, 'secret'))
  writeFileSync(join(root, 'secret/file'), 'ours')
  symlinkSync(join(root, 'secret'), join(directory, 'source'))
  symlinkSync(join(root, 'secret/file'), join(directory, 'init/link.o'))
  await repairOutput(directory)
  expect(left()).not.toContain('init/link.o')
  expect(left()).not.toContain('source')
  expect(readFileSync(join(root, 'secret/file'), 'utf8')).toBe('ours')
})

it('nothing is believed when the start is not known, or our own files were tampered with', async () => {
  rmSync(join(directory, '.kbisect/started'))
  await expect(repairOutput(directory)).rejects.toThrow(/ENOENT/)
  expect(isMarked()).toBe(true)
  symlinkSync(join(root, 'elsewhere'), join(directory, '.kbisect/started'))
  await expect(repairOutput(directory)).rejects.toMatchObject({ name: 'OutputRefused' })
  expect(isMarked()).toBe(true)
})
