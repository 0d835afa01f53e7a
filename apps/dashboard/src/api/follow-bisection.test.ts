import type { Event } from '@kbisect/contracts'
import { type QueryKey, QueryObserver } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type LiveWorld, liveWorld } from '../fixture/live-world.fixture.ts'
import { scenario } from '../fixture/scenario.fixture.ts'
import { newestQuery, sourceQuery } from './fact-queries.ts'
import { followBisection } from './follow-bisection.ts'
import { bisectionQuery, candidatesQuery, eventsKey, mailsQuery } from './queries.ts'

const id = 'runningbisect1'
const { bisection, candidates, runs, builds } = scenario(id, 3)
const commit = bisection.bad.hash
let world: LiveWorld
let leave: () => void
let connections: string[]

const show = (options: { readonly queryKey: QueryKey }) => world.show(new QueryObserver(world.client, options))

function answer({ pathname }: URL): unknown {
  if (pathname.endsWith('/candidates')) return { items: candidates, next: null }
  if (pathname.endsWith('/runs')) return { items: runs.toReversed(), next: null }
  if (pathname.endsWith('/builds')) return { items: builds.toReversed(), next: null }
  return pathname.endsWith('/mails') ? { items: [], next: null } : bisection
}

beforeEach(async () => {
  connections = []
  world = liveWorld(answer)
  show(bisectionQuery(id))
  show(candidatesQuery(id))
  show(newestQuery(id, 'runs'))
  show(newestQuery(id, 'builds'))
  show(sourceQuery(id, 'runs', { commit, target: bisection.target }))
  leave = followBisection(world.client, id, (connection) => connections.push(connection))
  await vi.advanceTimersByTimeAsync(1)
  world.asked.length = 0
})
afterEach(() => {
  leave()
  world.close()
})

let eventId = 0
const event = (type: Event['type'], data: Event['data'] = {}): Event => ({
  ...{ id: ++eventId, bisectionId: id, type, message: '', data, at: '2026-11-22T10:00:00Z' },
})
const timesAsked = (part: RegExp) => world.asked.filter((path) => part.test(path)).length

test('1,000 events in ten seconds cause one request of each part a second, and one at the end', async () => {
  for (let at = 0; at < 1000; at++) {
    world.send(event('run-finished', { commit: 'another', result: 'passed' }))
    await vi.advanceTimersByTimeAsync(10)
  }
  await vi.advanceTimersByTimeAsync(60_000)
  for (const part of [/runningbisect1$/, /\/runs\?sort/, /\/candidates\?/])
    expect([part, timesAsked(part)]).toEqual([part, 12])
})

test('what an event does not touch, and what the page does not show, is not asked for', async () => {
  world.client.setQueryData(mailsQuery(id).queryKey, [])
  world.send(event('run-finished', { commit: 'another' }), event('mail'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(timesAsked(/\/builds/)).toBe(0)
  expect(timesAsked(/\/mails/)).toBe(0)
  expect(timesAsked(/commit=/)).toBe(0)
  expect(timesAsked(/\/runs\?sort/)).toBeGreaterThan(0)
})

test('the runs of a commit that the page shows are asked for when one of them ended', async () => {
  world.send(event('run-finished', { commit }))
  await vi.advanceTimersByTimeAsync(10)
  expect(timesAsked(/\/runs\?commit=/)).toBe(1)
})

test('what an event says itself is shown before any answer', async () => {
  world.delay = 5000
  const hash = candidates[4]?.hash
  world.send(
    event('stage', { stage: 'affected-targets', candidatesLeft: 1 }),
    event('verdict', { commit: hash, verdict: 'bad' }),
  )
  expect(world.client.getQueryData(bisectionQuery(id).queryKey)).toMatchObject({
    stage: 'affected-targets',
    candidatesLeft: 1,
  })
  expect(world.client.getQueryData(candidatesQuery(id).queryKey)?.[4]).toMatchObject({ hash, verdict: 'bad' })
  await vi.advanceTimersByTimeAsync(60_000)
})

test('a slow service is asked again only after it has answered', async () => {
  world.delay = 4000
  for (let at = 0; at < 90; at++) {
    world.send(event('run-finished'))
    await vi.advanceTimersByTimeAsync(100)
  }
  // At 0 and 5 seconds; the next window begins with the second answer.
  expect(timesAsked(/\/runs\?sort/)).toBe(2)
  await vi.advanceTimersByTimeAsync(60_000)
})

test('a replayed history of 5,000 events is put together in a few steps', async () => {
  let changes = 0
  const stop = world.client.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && query.queryKey[0] === 'events') changes++
  })
  const history = Array.from({ length: 5000 }, () => event('choice'))
  world.send(...history)
  await vi.advanceTimersByTimeAsync(60_000)
  stop()
  expect(world.client.getQueryData(eventsKey(id))).toEqual(history)
  expect(changes).toBeLessThan(10)
})

test('after the connection was lost, all that the page shows is asked for', async () => {
  world.reconnect()
  expect(connections).toEqual(['connecting', 'lost', 'live'])
  await vi.advanceTimersByTimeAsync(10)
  expect(world.asked.length).toBe(5)
})

test('a page in the background asks for nothing', async () => {
  vi.stubGlobal('document', { visibilityState: 'hidden' })
  world.send(event('finished'))
  await vi.advanceTimersByTimeAsync(60_000)
  expect(world.asked).toEqual([])
  expect(world.client.getQueryState(bisectionQuery(id).queryKey)?.isInvalidated).toBe(true)
})
