import type { Bisection, Candidate, Event } from '@kbisect/contracts'
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { addEvents } from '../model/event-log.ts'
import { allParts, type BisectionPart, partsOf, rangeWithEvent, withEvent } from '../model/event-parts.ts'
import { type Connection, followEvents, onReconnect } from './event-stream.ts'
import { newestKey, sourceKey, sourcesKey } from './fact-queries.ts'
import { bisectionKey, candidatesKey, eventsKey, reportKey } from './queries.ts'
import { createRefresher } from './refresher.ts'
import { staleQueries } from './stale-queries.ts'

/** Events come in bursts; the facts are asked for at most once in each such window. */
const windowMilliseconds = 1000

/** A report of many facts is dear to the service. */
const reportMilliseconds = 10_000

/**
 * Events often arrive while the last fact of a burst is still being stored: this long after it, the
 * facts are asked for again.
 */
const settleMilliseconds = 2500

/** The events of a replayed history are shown some at a time. */
const eventsMilliseconds = 200

/** So many of the events that happened before are shown: a long search has tens of thousands. */
const mostReplayed = 200

/**
 * Keeps what is known of one bisection up to date, and collects its events, until the returned
 * function is called. What an event itself says is shown at once; what it touches and a page shows
 * is asked for, at most once in a window.
 */
export function followBisection(client: QueryClient, id: string, tell: (connection: Connection) => void): () => void {
  const keyOf = (part: BisectionPart): QueryKey => {
    if (part === 'runs' || part === 'builds') return newestKey(id, part)
    if (part === 'range') return candidatesKey(id)
    if (part === 'mails') return [...bisectionKey(id), 'mails']
    if (part === 'regression') return ['regression']
    if (part === 'commits') return sourcesKey(id)
    return part === 'bisection' ? bisectionKey(id) : sourceKey(id, part.slice('commit '.length))
  }
  const stale = (part: BisectionPart) => staleQueries(client, keyOf(part), { exact: part === 'bisection' })
  const facts = createRefresher<BisectionPart>({
    refresh: (parts) => Promise.all([...parts].map(stale)),
    interval: () => windowMilliseconds,
    settle: settleMilliseconds,
  })
  const range = createRefresher<'range'>({
    refresh: () => stale('range'),
    interval: () => rangeMilliseconds(client, id),
    settle: settleMilliseconds,
  })
  const report = createRefresher<'report'>({
    refresh: () => staleQueries(client, reportKey(id)),
    interval: () => reportMilliseconds,
    settle: settleMilliseconds,
  })
  const request = (parts: readonly BisectionPart[]) => {
    facts.request(parts.filter((part) => part !== 'range'))
    if (parts.includes('range')) range.request(['range'])
    if (parts.some((part) => part !== 'mails')) report.request(['report'])
  }

  const fresh: Event[] = []
  const events = createRefresher<'events'>({
    refresh: async () => {
      const known = client.getQueryData<readonly Event[]>(eventsKey(id)) ?? []
      client.setQueryData(eventsKey(id), addEvents(known, fresh.splice(0)))
    },
    interval: () => eventsMilliseconds,
    settle: eventsMilliseconds,
  })
  const leave = followEvents(`/bisections/${id}/events?last=${mostReplayed}`, {
    onEvent(event) {
      fresh.push(event)
      events.request(['events'])
      client.setQueryData<Bisection>(bisectionKey(id), (known) => known && withEvent(known, event))
      client.setQueryData<readonly Candidate[]>(candidatesKey(id), (known) => known && rangeWithEvent(known, event))
      request(partsOf(event))
    },
    onConnection: onReconnect(tell, () => request(allParts)),
  })
  return () => {
    leave()
    for (const refresher of [facts, range, report, events]) refresher.stop()
  }
}

/** A range of thousands is many requests: it is read again less often. */
function rangeMilliseconds(client: QueryClient, id: string): number {
  const commits = client.getQueryData<Candidate[]>(candidatesKey(id))?.length ?? 0
  return commits <= 400 ? windowMilliseconds : Math.min(30_000, commits * 2)
}
