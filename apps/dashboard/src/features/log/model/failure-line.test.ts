import { expect, test } from 'vitest'
import { announces, failureLines } from './failure-line.ts'

const panic = [
  '[    0.000000] Booting Linux on physical CPU 0x0000000000',
  '[    0.000000] Unable to handle kernel paging request at virtual address ffff0000bff9f000',
  '[    0.000000] pc : cma_init_reserved_mem+0x90/0x148',
  '[    0.000000] Call trace:',
  '[    0.000000]  cma_init_reserved_mem+0x90/0x148',
  '[    0.000000] Kernel panic - not syncing: Attempted to kill the idle task!',
  '',
]

test('an oops is found where the kernel announces it, and its function wherever it is named', () => {
  const found = failureLines(panic, {
    kind: 'oops',
    function: 'cma_init_reserved_mem',
    text: 'oops in cma_init_reserved_mem',
  })
  expect(found.main).toBe(1)
  expect([...found.related]).toEqual([2, 4])
})

test('the text of the signature wins when the log has it', () => {
  expect(failureLines(panic, { kind: 'panic', text: 'Attempted to kill the idle task' }).main).toBe(5)
})

test('the line that was kept with the failure wins over an earlier one of its kind', () => {
  const other = '[    0.1] WARNING: CPU: 0 PID: 1 at mm/a.c:1 f+0x1/0x2'
  const meant = '[    0.2] WARNING:\tCPU: 0 PID: 1 at mm/b.c:2 g+0x1/0x2'
  const line = 'WARNING: CPU: 0 PID: 1 at mm/b.c:2 g+0x1/0x2'
  const signature = { kind: 'warning', text: 'warning in g: mm/b.c:N', function: 'g', line }
  expect(failureLines([other, 'x', meant], signature).main).toBe(2)
  expect(failureLines([other, 'x', meant], { ...signature, line: `${line.slice(0, -4)}…` }).main).toBe(2)
  expect(failureLines([other, 'x'], signature).main).toBe(0)
  const isIt = announces(signature)
  expect([other, meant].map((one) => isIt?.(one))).toEqual([false, true])
})

test('silence shows as the last thing the kernel said', () => {
  expect(
    failureLines(['a', 'Memory policy: Data cache writealloc', ' ', ''], { kind: 'silence', text: 'silence' }).main,
  ).toBe(1)
})

test('a kind that we do not know falls back to the function', () => {
  expect(failureLines(panic, { kind: 'odd', function: 'cma_init_reserved_mem', text: 'odd' }).main).toBe(2)
})

test('a log that does not show the failure has no failure line', () => {
  expect(failureLines(['all is well'], { kind: 'panic', text: 'panic in f' })).toEqual({
    main: undefined,
    related: new Set(),
  })
})

test.each([
  ['kasan', 'BUG: KASAN: use-after-free in f+0x1/0x2'],
  ['ubsan', 'UBSAN: array-index-out-of-bounds in mm/f.c:7:2'],
  ['kfence', 'BUG: KFENCE: use-after-free read in f'],
  ['kcsan', 'BUG: KCSAN: data-race in f / g'],
  ['lockdep', 'WARNING: possible circular locking dependency detected'],
  ['atomic', 'BUG: scheduling while atomic: swapper/0/1/0x00000002'],
  ['oom', 'Out of memory: Killed process 7 (x)'],
  ['soft-lockup', 'watchdog: BUG: soft lockup - CPU#0 stuck for 22s!'],
  ['no-root', 'VFS: Unable to mount root fs on unknown-block(0,0)'],
  ['no-init', 'Kernel panic - not syncing: No working init found.'],
  ['init-died', 'Kernel panic - not syncing: Attempted to kill init!'],
  ['test-failed', 'kbisect:0123abcd:exit:1'],
])('%s is found where it is announced', (kind, line) => {
  expect(failureLines(['Booting Linux', line, 'more'], { kind, text: kind }).main).toBe(1)
})

test('a line alone tells whether it announces a failure, but for those that are a silence', () => {
  const oops = announces({ kind: 'oops', text: 'oops in f' })
  expect(oops?.('[ 1.0] Unable to handle kernel paging request')).toBe(true)
  expect(oops?.('[ 1.0] all is well')).toBe(false)
  expect(announces({ kind: 'hang', text: 'hang' })).toBeUndefined()
  expect(announces({ kind: 'reboot', text: '', function: 'f_probe' })?.('in f_probe+0x1')).toBe(true)
})
