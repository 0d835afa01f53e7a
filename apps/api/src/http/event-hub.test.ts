import type { Event } from '@kbisect/contracts'
import { expect, test, vi } from 'vitest'
import { openEventHub } from './event-hub.ts'

function happenings() {
  const stored: Event[] = []
  const queries: number[] = []
  const state = { failing: false, notify: (_id: number, _bisectionId: string) => {} }
  const events = {
    async list({ after, limit }: { after: number; limit: number }) {
      queries.push(after)
      if (state.failing) throw new Error('the database is away')
      return stored.filter(({ id }) => id > after).slice(0, limit)
    },
    async listen(onEvent: (id: number, bisectionId: string) => void) {
      state.notify = onEvent
      return async () => {}
    },
  }
  const add = (bisectionId: string) => {
    const id = stored.length + 1
    stored.push({ id, bisectionId, type: 'stage', message: 'x', data: {}, at: '2026-03-01T00:00:00Z' })
    state.notify(id, bisectionId)
  }
  return { events, queries, state, add }
}

function subscriber() {
  const ids: number[] = []
  return { ids, lost: 0, tell: ({ id }: Event) => void ids.push(id), lose: vi.fn<() => void>() }
}

test('an event is read once for all streams, and each stream gets those of its bisection', async () => {
  const { events, queries, add } = happenings()
  const hub = await openEventHub(events)
  add('before')
  expect(queries).toEqual([])
  const [all, one, other] = [subscriber(), subscriber(), subscriber()]
  const leave = hub.subscribe(undefined, all)
  hub.subscribe('one', one)
  hub.subscribe('other', other)
  add('one')
  await vi.waitFor(() => expect(all.ids).toEqual([2]))
  expect(queries).toHaveLength(1)
  add('other')
  add('one')
  await vi.waitFor(() => expect(all.ids).toEqual([2, 3, 4]))
  expect([one.ids, other.ids]).toEqual([[2, 4], [3]])
  expect(queries.length).toBeLessThanOrEqual(3)
  leave()
  add('one')
  await vi.waitFor(() => expect(one.ids).toEqual([2, 4, 5]))
  expect(all.ids).toEqual([2, 3, 4])
})

test('a burst of many pages reaches every stream in order, in few queries', async () => {
  const { events, queries, add } = happenings()
  const hub = await openEventHub(events)
  const all = subscriber()
  hub.subscribe(undefined, all)
  for (let count = 0; count < 1_000; count++) add('one')
  await vi.waitFor(() => expect(all.ids).toHaveLength(1_000))
  expect(all.ids).toEqual(Array.from({ length: 1_000 }, (_, at) => at + 1))
  expect(queries.length).toBeLessThan(10)
})

test('events that cannot be read end the streams, and streams opened after that get what is new', async () => {
  const { events, state, add } = happenings()
  const hub = await openEventHub(events)
  const before = subscriber()
  const leave = hub.subscribe(undefined, before)
  state.failing = true
  add('one')
  await vi.waitFor(() => expect(before.lose).toHaveBeenCalledOnce())
  leave()
  state.failing = false
  const after = subscriber()
  hub.subscribe(undefined, after)
  add('one')
  await vi.waitFor(() => expect(after.ids).toEqual([2]))
})
