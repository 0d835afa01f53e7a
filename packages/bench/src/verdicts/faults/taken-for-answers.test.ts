import { expect, test } from 'vitest'
import type { InjectedFault } from './injected-fault.ts'
import { takenForAnswers } from './taken-for-answers.ts'

const fix = 'f'.repeat(40)
const injected: InjectedFault[] = [
  { where: 'boot', kind: 'ended-midway', what: '/run/boots/boot-a/initramfs.cpio.gz' },
  { where: 'build', kind: 'disk-full', what: '-' },
  { where: 'git', kind: 'killed', what: `cherry-pick:${fix}` },
]
const run = (initramfs: string) => ({
  command: `qemu-system-arm -kernel /image -initrd ${initramfs} -append 'console=ttyAMA0'`,
  result: { kind: 'passed' as const },
})
const build = (result: 'built' | 'failed' | 'conflict', log = '', patched: string | null = null) => ({
  result,
  reverted: null,
  patched,
  merged: null,
  log,
})

test('a run whose emulator met a fault is found by its initramfs, whatever it is said to have shown', () => {
  const runs = [run('/run/boots/boot-b/initramfs.cpio.gz'), run('/run/boots/boot-a/initramfs.cpio.gz')]
  expect(takenForAnswers(injected, { runs, builds: [] })).toEqual([injected[0]])
})

test('a build that failed is one when its log names the fault', () => {
  const builds = [build('failed', 'a.c:1:1: error: no\n'), build('failed', 'make: x\ninjected: disk-full\nld: no\n')]
  expect(takenForAnswers(injected, { runs: [], builds })).toEqual([{ where: 'build', kind: 'disk-full', what: '' }])
})

test('a conflict is one when the command that made the change met a fault', () => {
  const builds = [build('conflict'), build('conflict', '', 'e'.repeat(40)), build('conflict', '', fix)]
  expect(takenForAnswers(injected, { runs: [], builds })).toEqual([injected[2]])
})

test('a build that was made in spite of a fault is no answer that it gave', () => {
  expect(takenForAnswers(injected, { runs: [], builds: [build('built', 'injected: disk-full\n', fix)] })).toEqual([])
})
