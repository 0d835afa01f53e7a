import type { Event } from '@kbisect/contracts'

/**
 * Adds events in order of id. Returns the same list when all are known: a stream repeats itself
 * after a reconnect.
 */
export function addEvents(known: readonly Event[], fresh: readonly Event[]): readonly Event[] {
  const last = known.at(-1)?.id ?? Number.NEGATIVE_INFINITY
  if (fresh.every(({ id }, at) => id > (fresh[at - 1]?.id ?? last)))
    return fresh.length > 0 ? [...known, ...fresh] : known
  const ids = new Set(known.map(({ id }) => id))
  const added = new Map(fresh.filter(({ id }) => !ids.has(id)).map((event) => [event.id, event]))
  return added.size === 0 ? known : [...known, ...added.values()].sort((a, b) => a.id - b.id)
}
