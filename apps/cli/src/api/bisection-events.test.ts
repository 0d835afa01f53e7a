import { afterEach, expect, test } from 'vitest'
import { anEvent } from '../bisection.fixture.ts'
import { type FakeService, refuse, startFakeService, stream } from '../fake-service.fixture.ts'
import { openApi } from './api.ts'
import { ApiProblem } from './api-problem.ts'
import { bisectionEvents } from './bisection-events.ts'

let service: FakeService | undefined
afterEach(() => service?.close())

const EVENTS = 'GET /bisections/b1/events'
const all = [anEvent(3, 'created', 'a'), anEvent(5, 'stage', 'b'), anEvent(9, 'finished', 'c')]
const read = (signal: AbortSignal) =>
  bisectionEvents(openApi(service?.url ?? '', { token: 'kb_test' }), 'b1', { signal, delays: [0.01] })

test('goes on after the last event seen, whatever breaks the connection', async () => {
  const breaks = [
    (response: Parameters<typeof stream>[0]) => refuse(response, 503, 'store-unavailable', 'the database is away'),
    (response: Parameters<typeof stream>[0]) => response.destroy(),
  ]
  let turn = 0
  service = await startFakeService({
    [EVENTS]: ({ headers }, response) => {
      const rest = all.filter(({ id }) => id > Number(headers['last-event-id']))
      const broken = turn++ % 3
      if (broken < 2) return breaks[broken]?.(response)
      stream(response, rest.slice(0, 1))
      // Cut in the middle of a message, as a dying server does.
      response.write('id: 99\ndata: {"id"', () => response.destroy())
    },
  })
  const stop = new AbortController()
  const seen: number[] = []
  for await (const event of read(stop.signal)) {
    seen.push(event.id)
    if (event.type === 'finished') break
  }
  expect(seen).toEqual([3, 5, 9])
  expect([...new Set(service.received.map(({ headers }) => headers['last-event-id']))]).toEqual(['0', '3', '5'])
  expect(service.received.every(({ headers }) => headers.authorization === 'Bearer kb_test')).toBe(true)
})

test('a refusal for good is an error', async () => {
  service = await startFakeService({})
  await expect(read(new AbortController().signal).next()).rejects.toBeInstanceOf(ApiProblem)
})

test('ends when it is told to, in the middle of a stream', async () => {
  service = await startFakeService({ [EVENTS]: (_, response) => stream(response, all.slice(0, 1)) })
  const stop = new AbortController()
  const seen: number[] = []
  for await (const event of read(stop.signal)) {
    seen.push(event.id)
    stop.abort()
  }
  expect(seen).toEqual([3])
})
