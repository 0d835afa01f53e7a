import { expect, test } from 'vitest'
import { type Examination, examinationLines, isFit } from './examination.ts'
import { judgeArchitecture } from './examine-architectures.ts'
import { judgeLimits, nodeFinding } from './examine-programs.ts'
import type { Finding } from './finding.ts'

const gcc = { name: 'gcc', version: 'gcc 12', prefix: '', complete: true, missing: [] }
const clang = { name: 'clang', version: '', prefix: '', complete: false, missing: ['clang', 'ld.lld'] }
const noGcc = { ...gcc, complete: false, missing: ['aarch64-linux-gnu-gcc', 'bc'] }
const qemu = { program: 'qemu-system-aarch64', version: 'QEMU 7' }
const noQemu = { program: 'qemu-system-aarch64', reason: 'not there' }
const git: Finding = { name: 'git', state: 'ok', detail: '2.39' }
const noGit: Finding = { name: 'git', state: 'missing', detail: 'not installed', hint: 'apt-get install git' }

const examined = (architecture: ReturnType<typeof judgeArchitecture>, program = git): Examination => ({
  programs: [program],
  architectures: [architecture],
})

test('one complete toolchain and an emulator are enough; what else lacks something is told', () => {
  const arm64 = judgeArchitecture('arm64', [gcc, clang], qemu)
  expect(arm64).toMatchObject({ builds: true, boots: true })
  expect(isFit(examined(arm64))).toBe(true)
  const text = examinationLines(examined(arm64)).join('\n')
  expect(text).toContain('can be built and booted')
  expect(text).toContain('limited: lacks clang, ld.lld')
  expect(text).toMatch(/clang: apt-get install .*lld/)
})

test('the hard-float compiler for arm is limited: the soft-float one, which builds kernels of any age, is named', () => {
  const judge = (prefix: string) => judgeArchitecture('arm', [{ ...gcc, version: `${prefix}gcc 12`, prefix }], qemu)
  const hard = judge('arm-linux-gnueabihf-')
  expect(hard).toMatchObject({ builds: true, boots: true })
  const text = examinationLines(examined(hard)).join('\n')
  expect(text).toContain('limited: arm-linux-gnueabihf-gcc 12; kernels before 5.17')
  expect(text).toMatch(/gcc: apt-get install gcc-arm-linux-gnueabi$/m)
  expect(examinationLines(examined(judge('arm-linux-gnueabi-'))).join('\n')).not.toContain('limited')
})

test('without any compiler it says which package to install', () => {
  const arm64 = judgeArchitecture('arm64', [noGcc, clang], qemu)
  expect(arm64.builds).toBe(false)
  const text = examinationLines(examined(arm64)).join('\n')
  expect(text).toContain('can be booted, not built')
  expect(text).toMatch(/gcc: apt-get install .*gcc-aarch64-linux-gnu/)
  expect(text).toContain('This machine cannot run kbisect yet.')
})

test('without an emulator it builds, and cannot run kbisect', () => {
  const arm64 = judgeArchitecture('arm64', [gcc], noQemu)
  expect(arm64).toMatchObject({ builds: true, boots: false })
  expect(examinationLines(examined(arm64)).join('\n')).toContain('qemu-system-aarch64: apt-get install qemu-system-arm')
  expect(isFit(examined(arm64))).toBe(false)
})

test('a program that everything needs is missed', () => {
  const examination = examined(judgeArchitecture('arm64', [gcc], qemu), noGit)
  expect(isFit(examination)).toBe(false)
  expect(examinationLines(examination)).toContain('  git: apt-get install git')
})

test.each([
  ['20.19.0', 'ok'],
  ['22.1.0', 'ok'],
  ['20.18.3', 'missing'],
  ['18.20.0', 'missing'],
])('Node %s is %s', async (version, state) => {
  expect((await nodeFinding(version)).state).toBe(state)
})

test('the doctor says by what tasks are limited, and how to get limits of a task as a whole', () => {
  const limits = { memoryBytes: 6 * 2 ** 30, sharedMemoryBytes: 7 * 2 ** 30, processes: 1152, filter: true }
  expect(judgeLimits({ by: 'cgroup', ...limits })).toEqual({
    name: 'limits of tasks',
    state: 'ok',
    detail: 'cgroups: 6.0 GiB and 1152 processes for each task, 7.0 GiB for all together; system calls are filtered',
  })
  const without = judgeLimits({ by: 'rlimit', memoryBytes: 6 * 2 ** 30, processes: 1152, filter: true })
  expect(without).toMatchObject({ state: 'limited', hint: expect.stringContaining('Delegate=yes') })
  expect(without.detail).toMatch(/^rlimits: 6.0 GiB for each process/)
  expect(judgeLimits({ by: 'cgroup', ...limits, filter: false }).detail).toContain('system calls are not filtered')
  expect(judgeLimits(undefined)).toMatchObject({ state: 'limited' })
})

test('on a system without apt-get the doctor says that the names are of Debian', () => {
  const lines = (hasApt: boolean) => examinationLines(examined(judgeArchitecture('arm64', [gcc], noQemu)), hasApt)
  const more = lines(false).filter((line) => !lines(true).includes(line))
  expect(more).toEqual([expect.stringContaining('no apt-get: the names are of Debian’s packages')])
})
