import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CommandResult, run } from '@kbisect/exec'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FaultPrograms, installFaultPrograms } from './fault-programs.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kbisect-faulty-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const install = (percent: number): Promise<FaultPrograms> => installFaultPrograms(join(directory, 'programs'), percent)

const inSandbox = (programs: FaultPrograms, ...command: string[]): Promise<CommandResult> => {
  const mounts = ['--unshare-all', '--die-with-parent', '--ro-bind', '/', '/', '--dev', '/dev', '--tmpfs', '/tmp']
  const args = [...mounts, '--bind', directory, directory, '--chdir', directory, '--', ...command]
  return run({ file: join(programs.directory, 'bwrap'), args, env: { LC_ALL: 'C' } }, { deadlineSeconds: 60 })
}

/** An emulator whose guest says more and more. */
function writeEmulator(): string {
  const file = join(directory, 'qemu-system-test')
  writeFileSync(file, '#!/bin/sh\nwhile echo "[    0.000000] a line of the kernel"; do :; done\n')
  chmodSync(file, 0o755)
  return file
}

const repeat = async <T>(count: number, once: (at: number) => Promise<T>): Promise<T[]> => {
  const all: T[] = []
  for (let at = 0; at < count; at++) all.push(await once(at))
  return all
}

test('at a rate of 0 everything goes through to the real programs', async () => {
  const programs = await install(0)
  const git = await repeat(5, () => run({ file: join(programs.directory, 'git'), args: ['--version'] }))
  expect(git.map(({ stdout }) => stdout.slice(0, 12))).toEqual(Array(5).fill('git version '))
  expect(await inSandbox(programs, 'echo', 'inside')).toMatchObject({ exitCode: 0, stdout: 'inside\n' })
  expect(await programs.injected()).toEqual([])
})

test('every boot that meets a fault is noted, and none shows more than the beginning of its console', async () => {
  const programs = await install(100)
  const emulator = writeEmulator()
  const boots = await repeat(60, (at) => inSandbox(programs, emulator, '-initrd', `/initramfs-${at}`))
  expect(boots.map(({ ending }) => ending)).not.toContain('deadline')
  for (const { stdout } of boots) expect(stdout.length).toBeLessThanOrEqual(250)
  const injected = await programs.injected()
  expect(injected.map(({ where, what }) => `${where} ${what}`)).toEqual(boots.map((_, at) => `boot /initramfs-${at}`))
  expect([...new Set(injected.map(({ kind }) => kind))].sort()).toEqual([
    'crashed',
    'ended-midway',
    'ended-silently',
    'killed',
    'killed-midway',
    'no-memory',
  ])
})

test('every build that meets a fault fails, and is noted once', async () => {
  const programs = await install(100)
  writeFileSync(join(directory, 'a.c'), 'int a;\n')
  writeFileSync(join(directory, 'Makefile'), 'all:\n\tgcc -c a.c -o a.o && ld -r a.o -o b.o\n')
  const builds = await repeat(40, () => inSandbox(programs, 'make', '-j', '2', 'all'))
  expect(builds.filter(({ exitCode }) => exitCode === 0)).toEqual([])
  const injected = await programs.injected()
  expect(injected.map(({ where }) => where)).toEqual(builds.map(() => 'build'))
  const logged = builds.flatMap(({ stderr }) => /^injected: (\S+)$/m.exec(stderr)?.[1] ?? [])
  expect(logged).toEqual(injected.map(({ kind }) => kind).filter((kind) => kind !== 'make-killed'))
  expect(new Set(logged).size).toBe(5)
})

test('git meets fewer faults, as it takes several commands to check out a revision', async () => {
  const programs = await install(100)
  const all = await repeat(100, () => run({ file: join(programs.directory, 'git'), args: ['--version'] }))
  const failed = all.filter(({ exitCode }) => exitCode !== 0)
  expect(await programs.injected()).toHaveLength(failed.length)
  expect(failed.length).toBeGreaterThan(0)
  expect(failed.length).toBeLessThan(60)
})
