import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { addEvent } from './event-log.ts'

const event = (id: number): Event => ({ id, bisectionId: 'b', type: 'stage', message: '', data: {}, at: '' })

test('events are kept in order of id, however they come', () => {
  const events = [5, 9, 1, 7].reduce((list, id) => addEvent(list, event(id)), [] as Event[])
  expect(events.map((each) => each.id)).toEqual([1, 5, 7, 9])
})

test('an event that is known changes nothing', () => {
  const events = [event(1), event(2)]
  expect(addEvent(events, event(1))).toBe(events)
  expect(addEvent(events, event(2))).toBe(events)
})
