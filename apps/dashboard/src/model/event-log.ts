import type { Event } from '@kbisect/contracts'

/** Adds an event in order of id. Returns the same list when it is known: a stream repeats itself after a reconnect. */
export function addEvent(events: Event[], event: Event): Event[] {
  const last = events.at(-1)
  if (!last || last.id < event.id) return [...events, event]
  const at = events.findIndex((each) => each.id >= event.id)
  return events[at]?.id === event.id ? events : events.toSpliced(at, 0, event)
}
