import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { asStoreError } from '../connection/database-errors.ts'
import { EVENT_CHANNEL } from './event-store.ts'

export type OnEvent = (id: number, bisectionId: string) => void

const RECONNECT_MS = 500
const RECONNECT_MOST_MS = 10_000

/**
 * Calls `onEvent` once for each event that is written from now on, in order, over one connection.
 * It reconnects by itself and then makes up for what was missed. Resolves when it listens, to a
 * function that stops it.
 * @throws StoreUnavailable when the first connection fails.
 */
export async function listen(databaseUrl: string, onEvent: OnEvent): Promise<() => Promise<void>> {
  const ending = new AbortController()
  const feed = openFeed(onEvent)
  let connection = await connect(databaseUrl, feed)

  const keepListening = async () => {
    while (!ending.signal.aborted) {
      await connection.closed
      connection = (await reconnect(databaseUrl, feed, ending.signal)) ?? connection
    }
  }
  const ended = keepListening()
  return async () => {
    ending.abort()
    await connection.close()
    await ended
    await connection.close() // the one that was just being opened
  }
}

async function reconnect(databaseUrl: string, feed: Feed, signal: AbortSignal): Promise<Connection | undefined> {
  for (let wait = RECONNECT_MS; !signal.aborted; wait = Math.min(wait * 2, RECONNECT_MOST_MS)) {
    try {
      return await connect(databaseUrl, feed)
    } catch {
      // Whoever asks the database for something meanwhile is told that it is away; here it is only
      // waited for.
      await sleep(wait, undefined, { signal }).catch(() => {})
    }
  }
  return undefined
}

interface Connection {
  readonly closed: Promise<void>
  close(): Promise<void>
}

async function connect(connectionString: string, feed: Feed): Promise<Connection> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    application_name: 'kbisect events',
  })
  const closed = new Promise<void>((resolve) => {
    client.on('error', () => resolve())
    client.on('end', () => resolve())
  })
  const close = () => client.end().catch(() => {})
  try {
    await client.connect()
    client.on('notification', ({ payload = '' }) => feed.notified(payload))
    feed.hold()
    await client.query(`LISTEN ${EVENT_CHANNEL}`)
    await feed.catchUp(client)
    return { closed, close }
  } catch (error) {
    await close()
    throw asStoreError(error)
  }
}

interface Feed {
  /** Keeps notifications back until {@link catchUp} is through. */
  hold(): void
  notified(payload: string): void
  catchUp(client: pg.Client): Promise<void>
}

/** Passes each event on once, in the order of the ids. */
function openFeed(onEvent: OnEvent): Feed {
  let last: number | undefined
  let held: string[] | undefined
  const tell = (id: number, bisectionId: string) => {
    if (last !== undefined && id <= last) return
    last = id
    onEvent(id, bisectionId)
  }
  const notified = (payload: string) => {
    if (held) held.push(payload)
    else tell(Number(payload.split(' ')[0]), payload.split(' ')[1] ?? '')
  }
  return {
    notified,
    hold: () => {
      held = []
    },
    async catchUp(client) {
      if (last === undefined) {
        const { rows } = await client.query<{ last: string }>('SELECT coalesce(max("id"), 0) AS last FROM "Event"')
        last = Number(rows[0]?.last ?? 0)
      } else {
        const missed = 'SELECT "id", "bisectionId" FROM "Event" WHERE "id" > $1 ORDER BY "id"'
        const { rows } = await client.query<{ id: string; bisectionId: string }>(missed, [last])
        for (const { id, bisectionId } of rows) tell(Number(id), bisectionId)
      }
      const waiting = held ?? []
      held = undefined
      for (const payload of waiting) notified(payload)
    },
  }
}
