import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { addEvents } from './event-log.ts'

const event = (id: number): Event => ({ id, bisectionId: 'b', type: 'stage', message: '', data: {}, at: '' })
const ids = (events: readonly Event[]) => events.map(({ id }) => id)

test('events are kept in order of id, however they come', () => {
  const events = [
    [5, 9],
    [1, 7],
    [11, 12, 3],
  ].reduce((list, fresh) => addEvents(list, fresh.map(event)), [] as readonly Event[])
  expect(ids(events)).toEqual([1, 3, 5, 7, 9, 11, 12])
})

test('an event that is known changes nothing, also among new ones', () => {
  const events = [event(1), event(2)]
  expect(addEvents(events, [event(1)])).toBe(events)
  expect(addEvents(events, [event(2)])).toBe(events)
  expect(addEvents(events, [])).toBe(events)
  expect(ids(addEvents(events, [event(2), event(4), event(4), event(3)]))).toEqual([1, 2, 3, 4])
})
