import { expect, test } from 'vitest'
import { failureLine } from './failure-line.ts'

const booting = (count: number) => Array.from({ length: count }, (_, at) => `[    0.${100000 + at}] device ${at} found`)
const WARNING = ['[    0.500000] WARNING: CPU: 0 PID: 1 at mm/cma.c:12 f+0x10/0x20', '[    0.500000]  f+0x10/0x20']
const PANIC = '[    0.900000] Kernel panic - not syncing: no clock'

test('the line where the failure is reported, not a warning before it', () => {
  expect(failureLine([...WARNING, ...booting(20), PANIC, ...booting(3)])).toBe(22)
})

test('a warning with which the console ends', () => {
  expect(failureLine([...booting(20), ...WARNING])).toBe(20)
  expect(failureLine([...WARNING, ...booting(20)])).toBeUndefined()
})

test('the warning because of which the kernel panicked', () => {
  expect(failureLine([...WARNING, '[    0.600000] Kernel panic - not syncing: kernel: panic_on_warn set ...'])).toBe(0)
})

test('no older log that a test printed', () => {
  const old = '[    0.100000] Kernel panic - not syncing: old'
  expect(
    failureLine([...booting(3), PANIC.replace('Kernel', 'kernel'), 'kbisect:n0nce-1234:ready', old]),
  ).toBeUndefined()
})
