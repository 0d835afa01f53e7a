import type { Redis } from 'ioredis'
import { isWork, jobKey, parseWorkKey, type WorkJob } from './job.ts'
import { keys, queueOf } from './queue-names.ts'
import { readJob } from './read-job.ts'

/** A build or boot that waits, is delayed or is being done. */
export interface PendingJob {
  readonly job: WorkJob
  /** Seconds since a worker took it; undefined while it waits. */
  readonly seconds: number | undefined
}

/**
 * Notes that a bisection has a job, after it was added: {@link pendingJobs} then reads the
 * bisection's own jobs alone.
 */
export async function notePending(redis: Redis, prefix: string, job: WorkJob): Promise<void> {
  await redis.sadd(keys.tasks(prefix, job.bisectionId), jobKey(job))
}

/**
 * Forgets a job of which nothing will come: the jobs of a finished bisection are read no more, and
 * would stay noted.
 */
export async function forgetPending(redis: Redis, prefix: string, job: WorkJob): Promise<void> {
  await redis.srem(keys.tasks(prefix, job.bisectionId), jobKey(job))
}

/**
 * Returns a bisection's builds and boots, without those that were marked to stop, as nothing will
 * come of these. Its cost grows with the bisection's own jobs, not with those of others.
 */
export async function pendingJobs(redis: Redis, prefix: string, bisectionId: string): Promise<PendingJob[]> {
  const key = keys.tasks(prefix, bisectionId)
  // In one order always: what is planned must not depend on Redis's.
  const ids = (await redis.smembers(key)).sort()
  const read = await Promise.all(ids.map(async (id) => ({ id, found: await readPending(redis, prefix, id) })))
  const gone = read.filter(({ found }) => found === 'gone').map(({ id }) => id)
  if (gone.length > 0) await redis.srem(key, ...gone)
  return read.flatMap(({ found }) => (found === 'gone' || found === 'stops' ? [] : [found]))
}

async function readPending(redis: Redis, prefix: string, id: string): Promise<PendingJob | 'gone' | 'stops'> {
  const job = parseWorkKey(id)
  if (!job) return 'gone'
  const queue = queueOf(job)
  const [stored, locked] = await Promise.all([
    readJob(redis, prefix, queue, id),
    redis.exists(`${prefix}:${queue}:${id}:lock`),
  ])
  if (!stored || !isWork(stored.payload)) return 'gone'
  if (stored.payload.stop) return 'stops'
  const { since } = stored
  // It was noted by the clock of the worker's host, which may be ahead of ours.
  const seconds = locked > 0 && since !== undefined ? Math.max(0, (Date.now() - since) / 1000) : undefined
  return { job, seconds }
}
