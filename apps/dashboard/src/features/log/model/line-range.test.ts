import { expect, test } from 'vitest'
import { isInRange, lineFragment, lineRange, parseLineRange } from './line-range.ts'

test.each([
  ['L10', { first: 10, last: 10 }],
  ['L10-L20', { first: 10, last: 20 }],
  ['L20-L10', { first: 10, last: 20 }],
  ['L10-20', { first: 10, last: 20 }],
  ['L-3', { first: -3, last: -3 }],
  ['L-9-L-3', { first: -9, last: -3 }],
])('the fragment %s names lines %j', (fragment, lines) => {
  expect(parseLineRange(fragment)).toEqual(lines)
})

test.each(['', 'L', 'L0', 'l10', 'L10-', 'L1e3', 'top', 'L99999999999'])(
  'the fragment %j names no line',
  (fragment) => {
    expect(parseLineRange(fragment)).toBeUndefined()
  },
)

test('what is written is read again, and lines from different sides make no range', () => {
  for (const lines of [lineRange(4, 4), lineRange(9, 2), lineRange(-8, -2)])
    expect(parseLineRange(lineFragment(lines))).toEqual(lines)
  expect(lineRange(5, -5)).toEqual({ first: 5, last: 5 })
  expect([1, 2, 3, 4].filter((number) => isInRange({ first: 2, last: 3 }, number))).toEqual([2, 3])
})
