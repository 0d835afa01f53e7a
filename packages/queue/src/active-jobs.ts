import type { Redis } from 'ioredis'
import type { Payload } from './active-job.ts'
import { parseMessage } from './read-message.ts'

/** An active job as Redis has it now. */
export interface ActiveJob {
  readonly queue: string
  readonly id: string
  readonly payload: Payload
  /** Name of the worker that took it; empty where that is not known. */
  readonly worker: string
  /** When it was taken, by the clock of the worker's host. */
  readonly since: number | undefined
}

/** The active jobs of queues. What is no job of ours is left out: whoever takes it refuses it. */
export async function activeJobs(redis: Redis, prefix: string, names: readonly string[]): Promise<ActiveJob[]> {
  const found = await Promise.all(
    names.map(async (queue) => {
      const base = `${prefix}:${queue}`
      const ids = await redis.lrange(`${base}:active`, 0, -1)
      return await Promise.all(ids.map((id) => readActive(redis, base, queue, id)))
    }),
  )
  return found.flat(2)
}

async function readActive(redis: Redis, base: string, queue: string, id: string): Promise<ActiveJob[]> {
  try {
    const [data, processedOn, processedBy] = await redis.hmget(`${base}:${id}`, 'data', 'processedOn', 'pb')
    if (data === null || data === undefined) return []
    const since = processedOn ? Number(processedOn) : undefined
    return [{ queue, id, payload: parseMessage(id, data), worker: processedBy ?? '', since }]
  } catch (error) {
    if (redis.status !== 'ready') throw error
    return []
  }
}
