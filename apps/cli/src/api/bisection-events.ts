import { setTimeout as sleep } from 'node:timers/promises'
import type { Event } from '@kbisect/contracts'
import type { Api } from './api.ts'
import { isPassing } from './api-problem.ts'
import { sseMessages } from './sse-messages.ts'

export interface EventOptions {
  readonly signal: AbortSignal
  /** Seconds between attempts, by number of failures; the last one stays. */
  readonly delays?: readonly number[]
}

const DELAYS = [0.5, 1, 2, 5]

/**
 * The history of a bisection from its beginning, then its events as they happen. After a lost
 * connection it goes on with the event after the last one seen; it ends when `signal` aborts.
 * @throws ApiProblem when the API refuses for good
 */
export async function* bisectionEvents(api: Api, id: string, options: EventOptions): AsyncGenerator<Event> {
  const { signal, delays = DELAYS } = options
  let last = 0
  let failures = 0
  while (!signal.aborted) {
    try {
      const headers = { accept: 'text/event-stream', 'last-event-id': String(last) }
      const { body } = await api.open(`/bisections/${id}/events`, headers, signal)
      if (!body) throw new TypeError('an answer without a body')
      for await (const { data } of sseMessages(body)) {
        const event = JSON.parse(data) as Event
        failures = 0
        if (event.id <= last) continue
        last = event.id
        yield event
      }
    } catch (error) {
      if (signal.aborted) return
      // A stream that breaks off in the middle is a TypeError ("terminated").
      if (!isPassing(error) && !(error instanceof TypeError)) throw error
    }
    const delay = delays[Math.min(failures++, delays.length - 1)] ?? 1
    await sleep(delay * 1000, undefined, { signal }).catch(() => {})
  }
}
