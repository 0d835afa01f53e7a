import { expect, test } from 'vitest'
import { gitDate, wholeLine } from './text-format.ts'

test.each([
  ['2026-03-01T10:00:00.000Z', 'Sun Mar 1 10:00:00 2026 +0000'],
  ['2020-12-31T23:59:59+01:00', 'Thu Dec 31 22:59:59 2020 +0000'],
  ['no date\u0007', 'no date'],
])('the moment %s is shown as git shows it', (moment, words) => {
  expect(gitDate(moment)).toBe(words)
})

test('a line stays on one line, and loses only an end that nobody reads', () => {
  expect(wholeLine('x'.repeat(398), '  | ')).toBe(`  | ${'x'.repeat(398)}`)
  expect(wholeLine('x'.repeat(4096), '  | ')).toBe(`  | ${'x'.repeat(397)}...`)
  expect(wholeLine('', '    ')).toBe('')
})
