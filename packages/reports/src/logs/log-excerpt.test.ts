import { linesOf } from '@kbisect/text'
import { expect, test } from 'vitest'
import { logExcerpt } from './log-excerpt.ts'

const excerptOf = (log: string, failureLine: (lines: readonly string[]) => number | undefined) => {
  const lines = linesOf(log.trimEnd())
  return logExcerpt(lines, failureLine(lines))
}

/** The line of a failure, as somebody knows it who reads consoles. */
const failureLine = (log: readonly string[]): number | undefined => {
  const at = log.findIndex((line) => /Kernel panic|Unable to handle/.test(line))
  return at < 0 ? undefined : at
}

const lines = (word: string, number: number): string[] => Array.from({ length: number }, (_, at) => `${word} ${at}`)

test('the first failure is shown with a few lines before it and more after it', () => {
  const log = [...lines('booting', 100), 'Kernel panic - not syncing: no clock', ...lines('trace', 100)].join('\r\n')
  const excerpt = excerptOf(log, failureLine).split('\n')
  expect(excerpt.slice(0, 6)).toEqual([
    'booting 96',
    'booting 97',
    'booting 98',
    'booting 99',
    'Kernel panic - not syncing: no clock',
    'trace 0',
  ])
  expect(excerpt).toHaveLength(30)
})

test('a kernel that falls silent is shown by its last words', () => {
  expect(excerptOf(`${lines('booting', 100).join('\n')}\n\n`, failureLine).split('\n')).toEqual(
    Array.from({ length: 15 }, (_, at) => `booting ${85 + at}`),
  )
})

test('times and register dumps make room for the call trace', () => {
  const log = `[    0.000000] Unable to handle kernel paging request at virtual address ffffff800effff88
[    0.000000] Mem abort info:
[    0.000000]   ESR = 0x0000000096000045
[    0.000000] [ffffff800effff88] pgd=0000000000000000, p4d=0000000000000000
[    0.000000] Internal error: Oops: 0000000096000045 [#1] SMP
[    0.000000] pc : __memset+0x50/0x188
[    0.000000] lr : memblock_alloc_try_nid+0x9c/0xc0
[    0.000000] sp : ffffffc008253c20
[    0.000000] x29: ffffffc008253c20 x28: 0000000040414708 x27: 0000000000000000
[    0.000000] x2 : 0000000000000008 x1 : 0000000000000000 x0 : ffffff800effff88
[    0.000000] Call trace:
[    0.000000]  __memset+0x50/0x188
[    0.000000]  cma_init_reserved_mem+0x48/0x130`
  expect(excerptOf(log, failureLine).split('\n')).toEqual([
    'Unable to handle kernel paging request at virtual address ffffff800effff88',
    'Internal error: Oops: 0000000096000045 [#1] SMP',
    'pc : __memset+0x50/0x188',
    'lr : memblock_alloc_try_nid+0x9c/0xc0',
    'Call trace:',
    ' __memset+0x50/0x188',
    ' cma_init_reserved_mem+0x48/0x130',
  ])
})

test('a failure is where it is said to be, also in a line that a dump would hide', () => {
  const log = ['[   1.0] Code: the failure', ...lines('booting', 50)].join('\n')
  expect(excerptOf(log, () => 0).split('\n')[0]).toBe('Code: the failure')
})

test('of a build the first error is shown', () => {
  const log = [...lines('CC', 50), 'mm/cma.c:12:3: error: no', 'make: *** [x] Error 1'].join('\n')
  expect(excerptOf(log, failureLine).split('\n').slice(4)).toEqual([
    'mm/cma.c:12:3: error: no',
    'make: *** [x] Error 1',
  ])
})
