import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Connection } from './event-stream.ts'
import { followBisection } from './follow-bisection.ts'
import { followList } from './follow-list.ts'
import { request } from './request.ts'

/** Keeps the overview and the list up to date. */
export function useLiveList(): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => followList(client, setConnection), [client])
  useProbe(connection)
  return connection
}

/** Keeps one bisection up to date, and collects its events. */
export function useLiveBisection(id: string): Connection {
  const client = useQueryClient()
  const [connection, setConnection] = useState<Connection>('connecting')
  useEffect(() => followBisection(client, id, setConnection), [client, id])
  useProbe(connection)
  return connection
}

/** Tells a service that is gone from a stream that ended: only a request says which. */
function useProbe(connection: Connection) {
  useEffect(() => {
    if (connection === 'lost') void request('/session').catch(() => undefined)
  }, [connection])
}
