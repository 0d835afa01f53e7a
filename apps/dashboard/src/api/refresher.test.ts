import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRefresher } from './refresher.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Collects what is refreshed; each refresh takes `takes` milliseconds. */
function collect(takes = 0) {
  const refreshed: string[] = []
  const refresher = createRefresher<string>({
    async refresh(parts) {
      refreshed.push([...parts].join('+'))
      // oxlint-disable-next-line no-restricted-globals -- of the fake clock
      if (takes > 0) await new Promise((done) => setTimeout(done, takes))
    },
    interval: () => 100,
    settle: 1000,
  })
  return { refreshed, refresher }
}

test('a burst causes a refresh at its beginning, one in each window, and one after its end', async () => {
  const { refreshed, refresher } = collect()
  for (let at = 0; at < 300; at++) {
    refresher.request(['runs'])
    await vi.advanceTimersByTimeAsync(1)
  }
  // At 0, 100, 200 and 300 ms.
  expect(refreshed).toHaveLength(4)
  await vi.advanceTimersByTimeAsync(998)
  expect(refreshed).toHaveLength(4)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(refreshed).toHaveLength(5)
})

test('a refresh is of the parts that were asked for since the last one, and the one at the end of all', async () => {
  const { refreshed, refresher } = collect()
  refresher.request(['bisection'])
  refresher.request(['runs'])
  refresher.request(['runs', 'range'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(refreshed).toEqual(['bisection', 'runs+range', 'bisection+runs+range'])
})

test('while one refresh is under way no other begins, and its window follows it', async () => {
  const { refreshed, refresher } = collect(5000)
  refresher.request(['runs'])
  await vi.advanceTimersByTimeAsync(500)
  refresher.request(['range'])
  await vi.advanceTimersByTimeAsync(4599)
  expect(refreshed).toEqual(['runs'])
  await vi.advanceTimersByTimeAsync(1)
  expect(refreshed).toEqual(['runs', 'range+runs'])
})

test('nothing is asked for by a request without parts', async () => {
  const { refreshed, refresher } = collect()
  refresher.request([])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(refreshed).toEqual([])
})

test('a refresh that fails does not end the others', async () => {
  let calls = 0
  const refresher = createRefresher<string>({
    refresh: () => Promise.reject(new Error(`failure ${++calls}`)),
    interval: () => 100,
    settle: 1000,
  })
  refresher.request(['runs'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(calls).toBe(2)
})

test('nothing is refreshed after it was stopped', async () => {
  const { refreshed, refresher } = collect()
  refresher.request(['runs'])
  refresher.request(['runs'])
  refresher.stop()
  refresher.request(['runs'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(refreshed).toEqual(['runs'])
})
