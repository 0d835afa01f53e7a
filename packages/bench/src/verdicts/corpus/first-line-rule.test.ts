import { expect, test } from 'vitest'
import { firstLineSignature } from './first-line-rule.ts'

const signature = (...lines: string[]) => firstLineSignature(new TextEncoder().encode(lines.join('\r\n')))

test('it is the first line that looks like a failure, without its time and its numbers', () => {
  const at = (time: string, address: string) =>
    signature(
      '[    0.000000] Linux version 6.1.0',
      `[    ${time}] Unable to handle kernel NULL pointer dereference at virtual address ${address}`,
      '[    9.000000] Kernel panic - not syncing: Fatal exception',
    )
  expect(at('0.812345', '0000000000000008')).toBe(
    'Unable to handle kernel NULL pointer dereference at virtual address N',
  )
  expect(at('1.000001', '00000010')).toBe(at('0.812345', '0000000000000008'))
})

test('a console without such a line is known by its last one', () => {
  expect(signature('[    0.000000] Booting Linux', '[    0.000300] Memory: 65536K available', '')).toBe(
    'Memory: NK available',
  )
})

test('an empty console has an empty signature', () => {
  expect(signature()).toBe('')
})
