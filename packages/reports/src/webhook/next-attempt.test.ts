import { expect, test } from 'vitest'
import { retryAfterSeconds } from './deliver-once.ts'
import { judgeAttempt, nextAttempt } from './next-attempt.ts'

const now = new Date('2026-03-01T00:00:00Z')
const secondsTo = (attempts: number, retryAfter?: number, random = () => 0): number | null => {
  const next = nextAttempt(attempts, now, retryAfter, random)
  return next && (next.getTime() - now.getTime()) / 1000
}

test('ten attempts are made over about three days', () => {
  const waits = Array.from({ length: 11 }, (_, attempts) => secondsTo(attempts))
  expect(waits).toEqual([0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400, null])
})

test('waits vary by up to a tenth', () => {
  expect(secondsTo(2, undefined, () => 0.5)).toBe(315)
})

test('the receiver may ask for a longer wait, up to a day, but not for a shorter one', () => {
  expect(secondsTo(1, 60)).toBe(60)
  expect(secondsTo(2, 60)).toBe(300)
  expect(secondsTo(1, 10_000_000)).toBe(86_400)
})

test('Retry-After holds seconds or a date', () => {
  expect(retryAfterSeconds('120', now)).toBe(120)
  expect(retryAfterSeconds('Sun, 01 Mar 2026 00:01:00 GMT', now)).toBe(60)
  expect(retryAfterSeconds('Sat, 28 Feb 2026 00:00:00 GMT', now)).toBe(0)
  for (const nonsense of [undefined, 'soon', '-1x']) expect(retryAfterSeconds(nonsense, now)).toBeUndefined()
})

test('only 2xx is delivered, and 410 disables', () => {
  expect([200, 204, 302, 410, 500, null].map(judgeAttempt)).toEqual([
    'delivered',
    'delivered',
    'retry',
    'disable',
    'retry',
    'retry',
  ])
})
