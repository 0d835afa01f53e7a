import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import type { Event } from '@kbisect/contracts'
import type { Subscriber } from './event-hub.ts'

export interface EventSource {
  /** Events with greater ids, in order. */
  read(after: number, limit: number): Promise<Event[]>
  /** Notifies the subscriber of each new event; returns a function that stops it. */
  subscribe(subscriber: Subscriber): () => void
}

const PAGE = 200
// What a reader that stands still has waiting; beyond it is read from the database when it reads
// on.
const MOST_WAITING = 200
// Proxies close connections on which nothing is said for a minute.
const HEARTBEAT_MS = 15_000

/** One message of the stream. Unnamed, so that a browser's `onmessage` gets every type. */
function message(event: Event): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`
}

/**
 * Server-sent events: those after `after`, which are read page by page, then each new one as it
 * comes, which is read once for all streams. `after` undefined: only new ones. Ends when `signal`
 * aborts or the reader leaves.
 */
export function eventStream(source: EventSource, after: number | undefined, signal: AbortSignal): Readable {
  const stream = new PassThrough()
  const closed = new AbortController()
  const waiting: Event[] = []
  let last = after
  // Whether there may be events that are neither written nor waiting.
  let behind = after !== undefined
  let busy = false

  const write = async (event: Event): Promise<void> => {
    if (stream.writableEnded || (last !== undefined && event.id <= last)) return
    last = event.id
    if (!stream.write(message(event))) await once(stream, 'drain', { signal: closed.signal })
  }
  /** Writes a page of what was missed, else what waits, as fast as the reader reads. */
  const writeOn = async (): Promise<void> => {
    if (!behind || last === undefined) return await write(waiting.shift() as Event)
    behind = false
    const page = await source.read(last, PAGE)
    for (const event of page) await write(event)
    if (page.length === PAGE) behind = true
  }
  const pump = async (): Promise<void> => {
    busy = true
    try {
      while ((behind || waiting.length > 0) && !stream.writableEnded) await writeOn()
    } catch {
      // The database is away, or the reader: who comes back goes on from the last event that
      // reached him.
      stream.end()
    } finally {
      busy = false
    }
  }

  const stop = source.subscribe({
    tell(event) {
      last ??= event.id - 1
      if (waiting.length < MOST_WAITING) waiting.push(event)
      else {
        waiting.length = 0
        behind = true
      }
      if (!busy) void pump()
    },
    lose: () => void stream.end(),
  })
  const heartbeat = setInterval(() => stream.writableNeedDrain || stream.write(': still here\n\n'), HEARTBEAT_MS)
  const end = (): void => void stream.end()
  signal.addEventListener('abort', end, { once: true })
  stream.on('close', () => {
    closed.abort()
    clearInterval(heartbeat)
    signal.removeEventListener('abort', end)
    stop()
  })
  stream.write('retry: 2000\n\n')
  void pump()
  return stream
}
