import type { Dependencies } from '../dependencies.ts'

type Wake = (id: number) => void

/** Tells all open streams of new events, over one listener on the database. */
export interface EventHub {
  /** Of one bisection, or of all. Answers a function that stops it. */
  subscribe(bisectionId: string | undefined, wake: Wake): () => void
  close(): Promise<void>
}

/** Starts listening. */
export async function openEventHub(events: Dependencies['store']['events']): Promise<EventHub> {
  const listeners = new Set<(id: number, bisectionId: string) => void>()
  const stop = await events.listen((id, bisectionId) => {
    for (const listener of listeners) listener(id, bisectionId)
  })
  return {
    subscribe(wanted, wake) {
      const listener = (id: number, bisectionId: string): void => {
        if (wanted === undefined || wanted === bisectionId) wake(id)
      }
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    close: stop,
  }
}
