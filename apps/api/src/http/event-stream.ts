import { once } from 'node:events'
import { PassThrough, type Readable } from 'node:stream'
import type { Event } from '@kbisect/contracts'

export interface EventSource {
  /** Events with greater ids, in order. */
  read(after: number, limit: number): Promise<Event[]>
  /** Calls `wake` with the id of each new event; answers a function that stops it. */
  subscribe(wake: (id: number) => void): () => void
}

const PAGE = 200
// Proxies close connections on which nothing is said for a minute.
const HEARTBEAT_MS = 15_000

/** One message of the stream. Unnamed, so that a browser's `onmessage` gets every type. */
function message(event: Event): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`
}

/**
 * Server-sent events: those after `after`, then each new one as it comes. `after` undefined: only new ones.
 * Ends when `signal` aborts or the reader leaves.
 */
export function eventStream(source: EventSource, after: number | undefined, signal: AbortSignal): Readable {
  const stream = new PassThrough()
  const closed = new AbortController()
  let last = after
  let busy = false
  let again = false

  /** Writes a page of what is new, as fast as the reader reads: one that stands still costs no more than that. */
  const tell = async (): Promise<void> => {
    const events = last === undefined ? [] : await source.read(last, PAGE)
    for (const event of events) {
      if (stream.writableEnded) return
      last = event.id
      if (!stream.write(message(event))) await once(stream, 'drain', { signal: closed.signal })
    }
    if (events.length === PAGE) again = true
  }
  const pump = async (): Promise<void> => {
    busy = true
    try {
      while (again && !stream.writableEnded) {
        again = false
        await tell()
      }
    } catch {
      // The database is away, or the reader: who comes back goes on from the last event that reached him.
      stream.end()
    } finally {
      busy = false
    }
  }
  const run = (): void => {
    again = true
    if (!busy) void pump()
  }

  const stop = source.subscribe((id) => {
    last ??= id - 1
    run()
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
  run()
  return stream
}
