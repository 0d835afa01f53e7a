import type { Event } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'

/** What a stream is notified of. */
export interface Subscriber {
  /** A new event. */
  readonly tell: (event: Event) => void
  /** New events could not be read: the stream ends, and its reader connects again. */
  readonly lose: () => void
}

/**
 * Notifies all open streams of new events, over one listener on the database and with one query for
 * all.
 */
export interface EventHub {
  /** Of one bisection, or of all. Returns a function that stops it. */
  subscribe(bisectionId: string | undefined, subscriber: Subscriber): () => void
  close(): Promise<void>
}

const PAGE = 200

/** Starts listening. */
export async function openEventHub(
  events: Pick<Dependencies['store']['events'], 'list' | 'listen'>,
): Promise<EventHub> {
  const subscribers = new Map<Subscriber, string | undefined>()
  let last: number | undefined
  let newest = 0
  let busy = false

  /** Reads what is new since the last time, for all. */
  const run = async (): Promise<void> => {
    busy = true
    try {
      while (subscribers.size > 0 && last !== undefined && last < newest) {
        const known = newest
        const page = await events.list({ after: last, limit: PAGE })
        for (const event of page) {
          for (const [subscriber, wanted] of subscribers)
            if (wanted === undefined || wanted === event.bisectionId) subscriber.tell(event)
        }
        const read = page.at(-1)?.id ?? last
        // An event that was deleted with its bisection is not there any more.
        last = page.length < PAGE ? Math.max(known, read) : read
      }
    } catch {
      last = newest
      for (const subscriber of [...subscribers.keys()]) subscriber.lose()
    } finally {
      busy = false
    }
  }
  const stop = await events.listen((id) => {
    newest = Math.max(newest, id)
    // There was no subscriber: those who subscribe later do not get what came before.
    if (subscribers.size === 0) last = newest
    last ??= id - 1
    if (!busy && subscribers.size > 0) void run()
  })
  return {
    subscribe(bisectionId, subscriber) {
      subscribers.set(subscriber, bisectionId)
      return () => void subscribers.delete(subscriber)
    },
    close: stop,
  }
}
