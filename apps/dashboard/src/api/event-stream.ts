import type { Event, EventType } from '@kbisect/contracts'
import { apiRoot } from './request.ts'

export type Connection = 'connecting' | 'live' | 'lost'

// A stream may name its messages after their type or leave them unnamed; EventSource hands out only what is asked for.
const names: readonly (EventType | 'message')[] = [
  'message',
  'created',
  'stage',
  'build-started',
  'build-finished',
  'run-started',
  'run-finished',
  'verdict',
  'infrastructure-error',
  'paused',
  'resumed',
  'finished',
]

const retryMilliseconds = 5000

export interface StreamListener {
  onEvent(event: Event): void
  onConnection(connection: Connection): void
}

/**
 * Follows a stream of events until the returned function is called. The browser reconnects by itself and names the last
 * event it saw; when the server refused instead (EventSource gives up then), a new attempt follows.
 */
export function followEvents(path: string, listener: StreamListener): () => void {
  let source: EventSource | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const connect = () => {
    source = new EventSource(`${apiRoot}${path}`)
    source.onopen = () => listener.onConnection('live')
    source.onerror = () => {
      listener.onConnection('lost')
      if (source?.readyState === EventSource.CLOSED) timer = setTimeout(connect, retryMilliseconds)
    }
    for (const name of names) {
      source.addEventListener(name, (message) => {
        const event = parseEvent((message as MessageEvent<string>).data)
        if (event) listener.onEvent(event)
      })
    }
  }
  listener.onConnection('connecting')
  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

function parseEvent(data: string): Event | undefined {
  try {
    const event = JSON.parse(data) as Partial<Event> | null
    return typeof event?.id === 'number' && typeof event.type === 'string' ? (event as Event) : undefined
  } catch {
    return undefined
  }
}
