import type { Bisection } from '@kbisect/contracts'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ApiClient } from './api-client.ts'

let asked = 0
beforeEach(() => {
  asked = 0
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

/** A service that takes 400 s for an answer, each time with so much done. */
function openClient(done: () => number, end = Number.POSITIVE_INFINITY) {
  vi.stubGlobal('fetch', async (url: string) => {
    if (url.includes('/events')) return Response.json({ items: [], next: null })
    asked++
    vi.advanceTimersByTime(400_000)
    const state: Bisection['state'] = asked < end ? 'running' : 'finished'
    return Response.json({ id: 'b1', state, stage: 'narrow', progress: { runs: done() } })
  })
  return new ApiClient('http://127.0.0.1:1', 'token')
}

/** Lets the clock go on until a promise is settled. */
async function settled<T>(promise: Promise<T>): Promise<T> {
  let over = false
  const ended = promise.finally(() => (over = true))
  ended.catch(() => {})
  while (!over) await vi.advanceTimersByTimeAsync(1000)
  return await ended
}

test('a client waits for a bisection as long as it goes on', async () => {
  const client = openClient(() => asked, 20)
  expect(await settled(client.ended('b1'))).toMatchObject({ state: 'finished' })
  expect(asked).toBe(20)
})

test('a client gives up on a bisection that stands still', async () => {
  const client = openClient(() => 7)
  await expect(settled(client.ended('b1'))).rejects.toThrow('bisection b1 waited too long in stage narrow')
  expect(asked).toBeLessThan(5)
})
