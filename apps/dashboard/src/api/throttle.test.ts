import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { throttle } from './throttle.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('the first request is served at once, a burst after it once', () => {
  let calls = 0
  const throttled = throttle(
    () => calls++,
    () => 100,
  )
  for (let index = 0; index < 50; index++) throttled.request()
  expect(calls).toBe(1)
  vi.advanceTimersByTime(100)
  expect(calls).toBe(2)
  vi.advanceTimersByTime(1000)
  expect(calls).toBe(2)
})

test('nothing is called after it was stopped', () => {
  let calls = 0
  const throttled = throttle(
    () => calls++,
    () => 100,
  )
  throttled.request()
  throttled.request()
  throttled.stop()
  vi.advanceTimersByTime(1000)
  expect(calls).toBe(1)
})

test('after the last of a burst it is called once more, when all has settled', () => {
  let calls = 0
  const throttled = throttle(
    () => calls++,
    () => 100,
    1000,
  )
  throttled.request()
  vi.advanceTimersByTime(500)
  throttled.request()
  expect(calls).toBe(2)
  vi.advanceTimersByTime(999)
  expect(calls).toBe(2)
  vi.advanceTimersByTime(10_000)
  expect(calls).toBe(3)
})
