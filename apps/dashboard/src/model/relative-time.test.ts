import { expect, test } from 'vitest'
import { absoluteTime, clock, duration, latency, relativeTime } from './relative-time.ts'

const now = Date.parse('2026-11-22T12:00:00Z')

test.each([
  ['2026-11-22T11:59:55Z', 'just now'],
  ['2026-11-22T12:00:03Z', 'just now'],
  ['2026-11-22T11:59:18Z', '42 s ago'],
  ['2026-11-22T11:55:00Z', '5 min ago'],
  ['2026-11-22T09:00:00Z', '3 h ago'],
  ['2026-11-20T12:00:00Z', '2 d ago'],
  ['2026-01-02T12:00:00Z', '2 Jan 2026'],
  ['not a time', 'unknown'],
])('%s is shown as %s', (at, words) => {
  expect(relativeTime(at, now)).toBe(words)
})

test('the absolute time is in UTC to the second', () => {
  expect(absoluteTime('2026-11-22T23:41:48.123+02:00')).toBe('2026-11-22 21:41:48 UTC')
})

test.each([
  [-5, '0:00'],
  [7_900, '0:07'],
  [725_000, '12:05'],
  [3_753_000, '1:02:33'],
])('the clock shows %d ms as %s', (milliseconds, words) => {
  expect(clock(milliseconds)).toBe(words)
})

test.each([
  [1.84, '1.8 s'],
  [59.6, '1 min 0 s'],
  [252, '4 min 12 s'],
  [7_500, '2 h 5 min'],
])('a duration of %d s reads %s', (seconds, words) => {
  expect(duration(seconds)).toBe(words)
})

test('an answer takes milliseconds, or longer', () => {
  expect([latency(86.6), latency(2140)]).toEqual(['87 ms', '2.1 s'])
})
