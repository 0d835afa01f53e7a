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
// A reader that is this far behind is dropped; it comes back with the id of the last event it got.
const MOST_BUFFERED_BYTES = 4 << 20

/** One message of the stream. Unnamed, so that a browser's `onmessage` gets every type. */
function message(event: Event): string {
  return `id: ${event.id}\ndata: ${JSON.stringify(event)}\n\n`
}

/**
 * Server-sent events: those after `after`, then each new one as it comes. `after` undefined: only new ones.
 * Ends when `signal` aborts or the reader leaves.
 */
export function eventStream(source: EventSource, after: number | undefined, signal: AbortSignal): Readable {
  const stream = new PassThrough({ highWaterMark: MOST_BUFFERED_BYTES })
  let last = after
  let busy = false
  let again = false

  const pump = async (): Promise<void> => {
    if (last === undefined) return
    if (busy) {
      again = true
      return
    }
    busy = true
    do {
      again = false
      const events = await source.read(last, PAGE)
      for (const event of events) {
        last = event.id
        if (!stream.destroyed && !stream.write(message(event))) return void stream.destroy()
      }
      if (events.length === PAGE) again = true
    } while (again && !stream.destroyed)
    busy = false
  }
  // The client comes back and reads from where it was.
  const run = (): void => void pump().catch(() => stream.end())

  const stop = source.subscribe((id) => {
    last ??= id - 1
    run()
  })
  const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS)
  const end = (): void => void stream.end()
  signal.addEventListener('abort', end, { once: true })
  stream.on('close', () => {
    clearInterval(heartbeat)
    signal.removeEventListener('abort', end)
    stop()
  })
  stream.write('retry: 2000\n\n')
  run()
  return stream
}
