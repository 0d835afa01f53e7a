import { expect, test } from 'vitest'
import { readLog } from './read-log.ts'

const read = (log: string) => readLog(new TextEncoder().encode(log))
const PANIC = '[    1.000000] Kernel panic - not syncing: VFS: Unable to mount root fs'

test('a console says which line begins its failure, and what stands around it', () => {
  expect(read(`[    0.900000] before\r\n${PANIC}\r\n[    1.100000] after\r\n`)).toEqual({
    excerpt: 'before\nKernel panic - not syncing: VFS: Unable to mount root fs\nafter',
    failureLine: PANIC,
    tellingLine: PANIC,
  })
})

test('a megabyte of carriage returns hides no failure and costs nothing', () => {
  const returns = '\r'.repeat(1 << 20)
  expect(read(`${returns}x\n${PANIC}${returns}\n${returns}`)).toEqual({
    excerpt: `x\n${PANIC.slice('[    1.000000] '.length)}`,
    failureLine: PANIC,
    tellingLine: PANIC,
  })
})

test.each([
  ['clang', 'clang'],
  ['an internal compiler error', 'internal compiler error: '],
  ['a linker', 'ld: error: undefined symbol: '],
  ['a call trace', ' f+0x1/0x2'],
  ['blanks', ' '],
  ['an escape sequence', '\u001b[;'],
])('a line of a megabyte that repeats the words of %s is read', (_, words) => {
  const log = `${words.repeat(Math.ceil((1 << 20) / words.length))}\n${PANIC}\n`
  expect(read(log).failureLine).toBe(PANIC)
})

test('a console without a report of the kernel is read around the line that was kept with the failure', () => {
  const failed = '[    0.648008]     # list_sort_test: ASSERTION FAILED at lib/test_list_sort.c:97'
  const booting = Array.from({ length: 40 }, (_, at) => `[    0.1] device ${at}\n`).join('')
  const log = new TextEncoder().encode(`${booting}${failed}\n${booting}${booting}`)
  expect(readLog(log)).toMatchObject({ failureLine: undefined })
  const words = readLog(log, '# list_sort_test: ASSERTION FAILED at lib/test_list_so…')
  expect(words.failureLine).toBe(failed)
  expect(words.excerpt.split('\n')[4]).toBe(failed.slice('[    0.648008] '.length))
  expect(readLog(new TextEncoder().encode(`${failed}\n${PANIC}\n`), failed).failureLine).toBe(PANIC)
})

test('a log of a build says which line has the first error', () => {
  const error = "mm/cma.c:12:3: error: expected ';' before 12"
  expect(read(`  CC mm/cma.o\n${error}\nmake: *** [mm/cma.o] Error 1\n`)).toMatchObject({
    failureLine: undefined,
    tellingLine: error,
  })
})

test('a log of which nothing is left says nothing', () => {
  expect(read('\r'.repeat(300_000))).toEqual({ excerpt: '', failureLine: undefined, tellingLine: undefined })
})
