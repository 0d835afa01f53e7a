import { Redis } from 'ioredis'

/**
 * Redis refused or could not be reached; the job was not enqueued. The facts are safe: reconciling
 * enqueues it later.
 */
export class QueueError extends Error {
  override readonly name = 'QueueError'
  readonly code = 'queue-unavailable'
  readonly hint = 'make sure that Redis runs and that REDIS_URL names it; what is missing is enqueued when it is back'
}

const RECONNECT_MILLISECONDS = 1000

/**
 * A connection that comes back by itself. `impatient` ones fail a command after about three seconds
 * without Redis, for callers who must answer somebody; the others wait for it.
 */
export function connect(url: string, patience: 'patient' | 'impatient', onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    maxRetriesPerRequest: patience === 'patient' ? null : 3,
    retryStrategy: (times) => Math.min(times * 200, RECONNECT_MILLISECONDS),
  })
  redis.setMaxListeners(100) // each of BullMQ's objects on it listens
  redis.on('error', onError)
  return redis
}

const SILENCE_MILLISECONDS = 60_000

/**
 * Passes on an error once a minute as long as it stays the same: a Redis that is away must not fill
 * the log.
 */
export function oncePerMinute(report: (error: Error) => void): (error: Error) => void {
  const last = new Map<string, number>()
  return (error) => {
    const what = 'code' in error ? String(error.code) : error.message
    const now = performance.now()
    if (now - (last.get(what) ?? Number.NEGATIVE_INFINITY) < SILENCE_MILLISECONDS) return
    if (last.size > 100) last.clear()
    last.set(what, now)
    report(error)
  }
}
