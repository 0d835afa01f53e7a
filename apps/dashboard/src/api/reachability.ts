/** Whether the service answers. */
export type Reachability = 'reachable' | 'unreachable'

let current: Reachability = 'reachable'
const subscribers = new Set<() => void>()

/** Stores whether the last request got an answer of the service. */
export function setReachability(next: Reachability): void {
  if (next === current) return
  current = next
  for (const notify of subscribers) notify()
}

export const getReachability = (): Reachability => current

export function subscribeReachability(notify: () => void): () => void {
  subscribers.add(notify)
  return () => subscribers.delete(notify)
}

/** What proxies answer in place of a service that does not. */
const GATEWAY_ERRORS = [502, 503, 504]

/**
 * Returns whether an answer came from the service: its own errors are problem documents, also when
 * it is busy.
 */
export function isFromService({ status, headers }: Pick<Response, 'status' | 'headers'>): boolean {
  return !GATEWAY_ERRORS.includes(status) || (headers.get('content-type') ?? '').includes('json')
}
