import type { BisectionSummary, Event } from '@kbisect/contracts'
import { InfiniteQueryObserver, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LiveWorld, liveWorld } from '../fixture/live-world.fixture.ts'
import { scenario } from '../fixture/scenario.fixture.ts'
import { followList } from './follow-list.ts'
import { bisectionsQuery, overviewQuery } from './queries.ts'

const rows: readonly BisectionSummary[] = Array.from({ length: 100 }, (_, at) => ({
  ...scenario(`bisection${String(at).padStart(4, '0')}`, 0).bisection,
}))
const list = bisectionsQuery({})
let world: LiveWorld
let leave: () => void

function answer({ pathname, searchParams }: URL): unknown {
  if (pathname.endsWith('/overview')) return { running: rows.slice(0, 3), finished: [] }
  const from = Number(searchParams.get('cursor') ?? 0)
  return { items: rows.slice(from, from + 50), next: from === 0 ? '50' : null }
}

beforeEach(async () => {
  world = liveWorld(answer)
  const observer = new InfiniteQueryObserver(world.client, list)
  world.show(observer)
  world.show(new QueryObserver(world.client, { ...overviewQuery, refetchInterval: false }))
  leave = followList(world.client, () => {})
  await vi.advanceTimersByTimeAsync(1)
  await observer.fetchNextPage()
  world.asked.length = 0
})
afterEach(() => {
  leave()
  world.close()
})

let eventId = 0
const event = (bisectionId: string | undefined, type: Event['type'], data: Event['data'] = {}): Event => ({
  ...{ id: ++eventId, bisectionId: bisectionId ?? '', type, message: '', data, at: '2026-11-22T10:00:00Z' },
})

test('1,000 events of one bisection in ten seconds cause one request of its page every two seconds, and one at the end', async () => {
  for (let at = 0; at < 1000; at++) {
    world.send(event(rows[70]?.id, 'run-finished'))
    await vi.advanceTimersByTimeAsync(10)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  // The overview does not show it.
  expect(world.asked).toEqual(Array.from({ length: 7 }, () => '/bisections?cursor=50'))
})

test('events of bisections that are not shown, and those that change no row, cause no request', async () => {
  for (let at = 0; at < 100; at++)
    world.send(event('elsewhere001', 'run-finished'), event(rows[0]?.id, 'run-started'), event(rows[0]?.id, 'choice'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(world.asked).toEqual([])
})

test('a bisection that begins or ends changes the lists as a whole', async () => {
  world.send(event('elsewhere001', 'created'))
  await vi.advanceTimersByTimeAsync(10)
  expect(world.asked.toSorted()).toEqual(['/bisections', '/bisections?cursor=50', '/overview'])
})

test('a new stage is shown before any answer', () => {
  world.send(event(rows[60]?.id, 'stage', { stage: 'affected-targets', candidatesLeft: 1 }))
  const shown = world.client.getQueryData(list.queryKey)?.pages.flatMap(({ items }) => items)
  expect(shown?.[60]).toMatchObject({ id: rows[60]?.id, stage: 'affected-targets', candidatesLeft: 1 })
  expect(shown?.[61]).toEqual(rows[61])
})
