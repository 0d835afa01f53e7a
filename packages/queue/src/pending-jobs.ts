import type { Redis } from 'ioredis'
import { isWork, parseWorkKey, type WorkJob } from './job.ts'
import { keys, queueOf } from './queue-names.ts'
import { parseMessage } from './read-message.ts'

/** A build or boot that waits, is delayed or is being done. */
export interface PendingJob {
  readonly job: WorkJob
  /** Seconds since a worker took it; undefined while it waits. */
  readonly seconds: number | undefined
}

/** Notes that a bisection has a job, after it was added: {@link pendingJobs} then reads the bisection's own jobs alone. */
export async function notePending(redis: Redis, prefix: string, job: WorkJob, id: string): Promise<void> {
  await redis.sadd(keys.tasks(prefix, job.bisectionId), id)
}

/**
 * A bisection's builds and boots, without those that were told to stop: nothing will come of these. Its cost grows with its own jobs,
 * not with those of others.
 */
export async function pendingJobs(redis: Redis, prefix: string, bisectionId: string): Promise<PendingJob[]> {
  const key = keys.tasks(prefix, bisectionId)
  // In one order always: what is planned must not depend on Redis's.
  const ids = (await redis.smembers(key)).sort()
  const read = await Promise.all(ids.map(async (id) => ({ id, found: await readJob(redis, prefix, id) })))
  const gone = read.filter(({ found }) => found === 'gone').map(({ id }) => id)
  if (gone.length > 0) await redis.srem(key, ...gone)
  return read.flatMap(({ found }) => (found === 'gone' || found === 'stops' ? [] : [found]))
}

async function readJob(redis: Redis, prefix: string, id: string): Promise<PendingJob | 'gone' | 'stops'> {
  const job = parseWorkKey(id)
  if (!job) return 'gone'
  const base = `${prefix}:${queueOf(job)}:${id}`
  const [[data, processedOn], locked] = await Promise.all([
    redis.hmget(base, 'data', 'processedOn').catch((error: Error) => {
      // A key of another type is no job of ours: whoever comes to it removes it.
      if (/WRONGTYPE/.test(error.message)) return [null, null]
      throw error
    }),
    redis.exists(`${base}:lock`),
  ])
  if (data === null || data === undefined) return 'gone'
  const payload = readOrUndefined(id, data)
  if (!payload || !isWork(payload)) return 'gone'
  if (payload.stop) return 'stops'
  // It was noted by the clock of the worker's host, which may be ahead of ours.
  const seconds = locked > 0 && processedOn ? Math.max(0, (Date.now() - Number(processedOn)) / 1000) : undefined
  return { job, seconds }
}

function readOrUndefined(id: string, data: string) {
  try {
    return parseMessage(id, data)
  } catch {
    return undefined
  }
}
