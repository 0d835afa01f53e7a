import type { Redis } from 'ioredis'
import type { Payload } from './active-job.ts'
import { isMalformed } from './clean-queue.ts'
import { parseMessage } from './read-message.ts'

/** A job as Redis has it now. */
export interface StoredJob {
  readonly payload: Payload
  /** Name of the worker that took it last; empty where none did. */
  readonly worker: string
  /** When that worker took it, by the clock of its host. */
  readonly since: number | undefined
}

/**
 * Returns undefined for a job that is gone, and for a key that is no job of this program: the
 * worker that fetches it removes it.
 */
export async function readJob(redis: Redis, prefix: string, queue: string, id: string): Promise<StoredJob | undefined> {
  try {
    const [data, processedOn, processedBy] = await redis.hmget(`${prefix}:${queue}:${id}`, 'data', 'processedOn', 'pb')
    if (data === null || data === undefined) return undefined
    const since = processedOn ? Number(processedOn) : undefined
    return { payload: parseMessage(id, data), worker: processedBy ?? '', since }
  } catch (error) {
    if (isMalformed(error)) return undefined
    throw error
  }
}
