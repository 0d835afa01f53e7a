import type { Event } from '@kbisect/contracts'
import { apiRoot } from './request.ts'

export type Connection = 'connecting' | 'live' | 'lost'

const retryMilliseconds = 5000

export interface StreamListener {
  onEvent(event: Event): void
  onConnection(connection: Connection): void
}

/**
 * Follows a stream of events until the returned function is called. The browser reconnects by
 * itself and names the last event it saw; when the server refused instead (EventSource gives up
 * then), a new attempt follows.
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
    // Messages have no names: an event's type stands in its data.
    source.onmessage = (message: MessageEvent<string>) => {
      const event = parseEvent(message.data)
      if (event) listener.onEvent(event)
    }
  }
  listener.onConnection('connecting')
  connect()
  return () => {
    clearTimeout(timer)
    source?.close()
  }
}

/**
 * Passes on the state of a connection, and calls `refresh` when it is there again after it was
 * lost.
 */
export function onReconnect(tell: (connection: Connection) => void, refresh: () => void) {
  let lost = false
  return (connection: Connection) => {
    tell(connection)
    if (connection === 'live' && lost) refresh()
    lost = connection === 'lost' || (lost && connection !== 'live')
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
