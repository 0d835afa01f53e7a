import type { Bisection, Event } from '@kbisect/contracts'
import { afterEach, expect, test, vi } from 'vitest'
import { openApi } from './api/api.ts'
import { ApiProblem, NoAnswer } from './api/api-problem.ts'
import { aBisection, anEvent, aResult, finished } from './bisection.fixture.ts'
import { type FakeService, refuse, startFakeService, stream } from './fake-service.fixture.ts'
import { type FollowOptions, followBisection } from './follow-bisection.ts'

let service: FakeService | undefined
afterEach(() => service?.close())

const DETAIL = 'GET /bisections/b1'
const EVENTS = 'GET /bisections/b1/events'

function follow(options: Partial<FollowOptions> = {}) {
  const seen: Event[] = []
  const notes: string[] = []
  const updates: Bisection[] = []
  const view = {
    event: (event: Event) => void seen.push(event),
    update: (bisection: Bisection) => void updates.push(bisection),
    note: (line: string) => void notes.push(line),
    close: () => {},
  }
  const api = openApi(service?.url ?? '')
  const signal = new AbortController().signal
  const result = followBisection(api, 'b1', { view, signal, pollSeconds: 0.05, delays: [0.02], ...options })
  return { result, seen, notes, updates }
}

test('shows events and ends with the finished bisection', async () => {
  let over = false
  let finish = () => {}
  service = await startFakeService({
    [DETAIL]: () => (over ? finished(aResult()) : aBisection()),
    [EVENTS]: (_, response) => {
      stream(response, [anEvent(1, 'created', 'asked')])
      finish = () => {
        over = true
        const end = anEvent(2, 'finished', 'found')
        response.write(`id: 2\ndata: ${JSON.stringify(end)}\n\n`)
      }
    },
  })
  const { result, seen, updates } = follow({ pollSeconds: 60 })
  await vi.waitFor(() => expect(seen).toHaveLength(1), 30_000)
  finish()
  expect((await result).result?.outcome).toBe('culprit')
  expect(seen.map(({ message }) => message)).toEqual(['asked', 'found'])
  expect(updates.at(0)?.state).toBe('running')
})

test('notices the end without any event', async () => {
  let asked = 0
  service = await startFakeService({
    [DETAIL]: () => (++asked > 2 ? finished(aResult()) : aBisection()),
    [EVENTS]: (_, response) => refuse(response, 500, 'internal', 'out of order'),
  })
  expect((await follow().result).state).toBe('finished')
})

test('a paused bisection ends it; what was resumed long ago does not', async () => {
  let state: Bisection['state'] = 'running'
  service = await startFakeService({
    [DETAIL]: () => aBisection({ state, reason: 'no emulator' }),
    [EVENTS]: (_, response) => {
      stream(response, [anEvent(1, 'paused', 'then'), anEvent(2, 'resumed', 'and on')])
    },
  })
  const { result, seen, updates } = follow()
  await vi.waitFor(() => expect([seen.length, updates.length > 1]).toEqual([2, true]), 30_000)
  state = 'paused'
  expect((await result).reason).toBe('no emulator')
  expect(updates.filter((one) => one.state === 'running').length).toBeGreaterThan(1)
})

test('waits for a service that goes away and comes back', async () => {
  let asked = 0
  service = await startFakeService({
    [DETAIL]: (_, response) => {
      asked++
      if (asked === 2) return response.destroy()
      if (asked === 3) return refuse(response, 503, 'store-unavailable', 'the database is away')
      return asked > 4 ? finished(aResult()) : aBisection()
    },
    [EVENTS]: (_, response) => response.destroy(),
  })
  const { result, notes } = follow()
  expect((await result).state).toBe('finished')
  expect(notes).toEqual([expect.stringContaining('does not answer'), 'the service is back'])
})

test('gives up when the service stays away, and at once when there is no such bisection', async () => {
  service = await startFakeService({ [DETAIL]: (_, response) => response.destroy() })
  await expect(follow({ patienceSeconds: 0.3 }).result).rejects.toBeInstanceOf(NoAnswer)
  delete service.routes[DETAIL]
  await expect(follow().result).rejects.toBeInstanceOf(ApiProblem)
})

test('ends when it is told to', async () => {
  const stop = new AbortController()
  service = await startFakeService({
    [DETAIL]: () => aBisection(),
    [EVENTS]: (_, response) => stream(response, []),
  })
  const { result, updates } = follow({ signal: stop.signal, pollSeconds: 60 })
  const refused = result.catch((error: unknown) => error)
  await vi.waitFor(() => expect(updates).not.toEqual([]), 30_000)
  stop.abort(new Error('Ctrl-C'))
  expect(await refused).toMatchObject({ message: 'Ctrl-C' })
})
