import type { Candidate, Event } from '@kbisect/contracts'
import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { addEvent } from '../model/event-log.ts'
import type { Connection } from './event-stream.ts'
import { followEvents } from './event-stream.ts'
import { bisectionKey, candidatesKey, eventsKey } from './queries.ts'
import { throttle } from './throttle.ts'

/** Events come in bursts; the facts are asked for at most this often. */
const refreshMilliseconds = 500

/** A burst is often told while its last fact is still being stored: this long after it, the facts are asked for again. */
const settleMilliseconds = 2500

/** Keeps the overview and the list up to date. */
export function useLiveList(): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => {
    const refresh = throttle(
      () => {
        void client.invalidateQueries({ queryKey: ['bisections'] })
        void client.invalidateQueries({ queryKey: ['overview'] })
      },
      () => refreshMilliseconds,
      settleMilliseconds,
    )
    const request = () => refresh.request()
    const leave = followEvents('/events', {
      onEvent: request,
      // What happened while the line was down is not told again on this stream.
      onConnection: onReconnect(setConnection, request),
    })
    return () => {
      leave()
      refresh.stop()
    }
  }, [client])
  return connection
}

/** Keeps one bisection up to date, and collects its events. */
export function useLiveBisection(id: string): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => {
    const refresh = throttle(
      () => void client.invalidateQueries({ queryKey: bisectionKey(id) }),
      () => refreshMilliseconds,
      settleMilliseconds,
    )
    const refreshRange = throttle(
      // A long range that is being read is read to its end: starting again at each event would never end.
      () => void client.invalidateQueries({ queryKey: candidatesKey(id) }, { cancelRefetch: false }),
      () => rangeRefreshMilliseconds(client, id),
      settleMilliseconds,
    )
    const request = () => {
      refresh.request()
      refreshRange.request()
    }
    const leave = followEvents(`/bisections/${id}/events`, {
      onEvent: (event) => {
        const known = client.getQueryData<Event[]>(eventsKey(id)) ?? []
        const events = addEvent(known, event)
        if (events === known) return
        if (event.type === 'marked') void client.invalidateQueries({ queryKey: ['regression'] })
        client.setQueryData(eventsKey(id), events)
        request()
      },
      onConnection: onReconnect(setConnection, request),
    })
    return () => {
      leave()
      refresh.stop()
      refreshRange.stop()
    }
  }, [client, id])
  return connection
}

/** A range of thousands is many requests: it is read again less often. */
function rangeRefreshMilliseconds(client: QueryClient, id: string): number {
  const commits = client.getQueryData<Candidate[]>(candidatesKey(id))?.length ?? 0
  return commits <= 400 ? refreshMilliseconds : Math.min(30_000, commits * 2)
}

function onReconnect(tell: (connection: Connection) => void, refresh: () => void) {
  let lost = false
  return (connection: Connection) => {
    tell(connection)
    if (connection === 'live' && lost) refresh()
    lost = connection === 'lost' || (lost && connection !== 'live')
  }
}
