import type { Redis } from 'ioredis'
import { readJob, type StoredJob } from './read-job.ts'

/** A job that a worker has. */
export interface ActiveJob extends StoredJob {
  readonly queue: string
  readonly id: string
}

/** Returns the active jobs of queues, without what is no job of this program. */
export async function activeJobs(redis: Redis, prefix: string, names: readonly string[]): Promise<ActiveJob[]> {
  const found = await Promise.all(
    names.map(async (queue) => {
      const ids = await redis.lrange(`${prefix}:${queue}:active`, 0, -1)
      return await Promise.all(
        ids.map(async (id) => {
          const job = await readJob(redis, prefix, queue, id)
          return job ? [{ queue, id, ...job }] : []
        }),
      )
    }),
  )
  return found.flat(2)
}
