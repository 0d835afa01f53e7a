import { expect, test } from 'vitest'
import { normalLine } from './normal-line.ts'

test.each([
  ['[    0.000000] Booting Linux', '[    0.100211][    T0] Booting Linux'],
  ['pc : cma_init+0x90/0x148', 'pc : cma_init+0x94/0x150'],
  ['at virtual address ffff0000bff9f000', 'at virtual address ffff0000aff9e000'],
  ['CPU: 0 PID: 1 Comm: init', 'CPU: 1 PID: 17 Comm: init'],
  ['initcall foo returned 0 after 1234 usecs', 'initcall foo returned 0 after 99 usecs'],
  [
    'Linux version 6.1.0-g3082459ed2dd #1 Wed Nov 25 10:00:00 UTC 2026',
    'Linux version 6.1.0-gb2d201aa4493 #1 Thu Nov 26 11:01:09 UTC 2026',
  ],
  ['systemd[1]: started', 'systemd[42]: started'],
  ['clock: 62.50 MHz, 125.00 BogoMIPS (lpj=62500)', 'clock: 61.00 MHz, 124.00 BogoMIPS (lpj=61000)'],
])('%s is like %s', (one, other) => {
  expect(normalLine(one)).toBe(normalLine(other))
})

test.each([
  ['cma: Reserved 16 MiB', 'cma: Reserved 32 MiB'],
  ['8 CPUs came up', '4 CPUs came up'],
  ['faced', 'added'],
])('%s is not like %s', (one, other) => {
  expect(normalLine(one)).not.toBe(normalLine(other))
})
