import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { setImmediate as turn } from 'node:timers/promises'
import type { Event } from '@kbisect/contracts'
import { expect, test, vi } from 'vitest'
import type { Subscriber } from './event-hub.ts'
import { eventStream } from './event-stream.ts'

class Happenings {
  readonly events: Event[] = []
  readonly subscribers = new Set<Subscriber>()
  reads = 0
  failing = false

  add(count = 1): void {
    for (let left = count; left > 0; left--) {
      const id = this.events.length + 1
      const event: Event = {
        id,
        bisectionId: 'abcdefgh',
        type: 'stage',
        message: 'x',
        data: {},
        at: '2026-03-01T00:00:00Z',
      }
      this.events.push(event)
      for (const subscriber of this.subscribers) subscriber.tell(event)
    }
  }

  read = async (after: number, limit: number): Promise<Event[]> => {
    this.reads++
    if (this.failing) throw new Error('the database is away')
    return this.events.filter(({ id }) => id > after).slice(0, limit)
  }

  subscribe = (subscriber: Subscriber) => {
    this.subscribers.add(subscriber)
    return () => void this.subscribers.delete(subscriber)
  }
}

function collect(stream: Readable): { ids: number[]; text: () => string } {
  const ids: number[] = []
  let text = ''
  stream.on('data', (chunk: Buffer) => {
    text += chunk.toString()
    ids.splice(0, ids.length, ...[...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1])))
  })
  return { ids, text: () => text }
}

const numbers = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, at) => from + at)

test('history comes first, then each new event, none twice and none left out', async () => {
  const happenings = new Happenings()
  happenings.add(450)
  const { ids, text } = collect(eventStream(happenings, 10, new AbortController().signal))
  happenings.add(5)
  await vi.waitFor(() => expect(ids).toEqual(numbers(11, 455)))
  happenings.add(3)
  await vi.waitFor(() => expect(ids).toEqual(numbers(11, 458)))
  expect(text()).toMatch(/\n\nid: 11\ndata: \{"id":11,.*\}\n\n/)
})

test('a new event is written as the hub passes it on, without asking the database again', async () => {
  const happenings = new Happenings()
  happenings.add(10)
  const { ids } = collect(eventStream(happenings, 0, new AbortController().signal))
  await vi.waitFor(() => expect(ids).toEqual(numbers(1, 10)))
  const { reads } = happenings
  for (let more = 1; more <= 20; more++) {
    happenings.add()
    await vi.waitFor(() => expect(ids).toEqual(numbers(1, 10 + more)))
  }
  expect(happenings.reads).toBe(reads)
})

test('a stream whose news cannot be read ends', async () => {
  const happenings = new Happenings()
  const stream = eventStream(happenings, 0, new AbortController().signal)
  collect(stream)
  for (const subscriber of happenings.subscribers) subscriber.lose()
  await once(stream, 'close')
  expect(happenings.subscribers.size).toBe(0)
})

test('a stream without a place to begin at sends new events only', async () => {
  const happenings = new Happenings()
  happenings.add(5)
  const { ids } = collect(eventStream(happenings, undefined, new AbortController().signal))
  happenings.add(2)
  await vi.waitFor(() => expect(ids).toEqual([6, 7]))
})

test('it ends when the service does, and stops listening', async () => {
  const happenings = new Happenings()
  const ending = new AbortController()
  const stream = eventStream(happenings, 0, ending.signal)
  collect(stream)
  ending.abort()
  await once(stream, 'close')
  expect(happenings.subscribers.size).toBe(0)
})

test('a database that goes away ends the stream, so that the reader comes back', async () => {
  const happenings = new Happenings()
  happenings.failing = true
  const stream = eventStream(happenings, 0, new AbortController().signal)
  collect(stream)
  await once(stream, 'close')
  expect(happenings.subscribers.size).toBe(0)
})

test('a reader that does not read holds no more than a few pages, and gets the rest when it reads', async () => {
  const happenings = new Happenings()
  const stream = eventStream(happenings, 0, new AbortController().signal)
  happenings.add(3_000)
  await vi.waitFor(() => expect(stream.readableLength).toBeGreaterThan(0))
  // Time enough for all of them, if nothing held the stream back.
  for (let turns = 0; turns < 100; turns++) await turn()
  expect(stream.readableLength).toBeLessThan(200_000)
  const { ids } = collect(stream)
  await vi.waitFor(() => expect(ids).toHaveLength(3_000))
  expect(ids).toEqual(numbers(1, 3_000))
})
