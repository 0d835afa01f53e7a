import type { QueueSnapshot } from '@kbisect/bisection'
import type { Architecture } from '@kbisect/contracts'
import { architectures } from '@kbisect/contracts'
import type { Redis } from 'ioredis'
import { activeJobs } from './active-jobs.ts'
import { idleSlots } from './idle-slots.ts'
import { isWork, parseWorkKey } from './job.ts'
import { queueName, workQueues } from './queue-names.ts'
import { readPresence } from './worker-heartbeat.ts'

/**
 * Reads every queue once: what waits by its id alone, and the active jobs, no more than there are
 * slots.
 */
export async function readSnapshot(redis: Redis, prefix: string): Promise<QueueSnapshot> {
  const workers = await readPresence(redis, prefix)
  const waiting = new Map<string, number>()
  const pending = new Set<string>()
  const note = (ids: readonly string[]) => {
    for (const id of ids) {
      const job = parseWorkKey(id)
      if (job) pending.add(job.bisectionId)
    }
  }
  // In this order: a job that is taken meanwhile is seen twice, and not missed.
  await Promise.all(
    workQueues.map(async (name) => {
      const base = `${prefix}:${name}`
      const [delayed, wait, prioritized] = await Promise.all([
        redis.zrange(`${base}:delayed`, '0', '-1'),
        redis.lrange(`${base}:wait`, 0, -1),
        redis.zrange(`${base}:prioritized`, '0', '-1'),
      ])
      for (const ids of [delayed, wait, prioritized]) note(ids)
      waiting.set(name, wait.length + prioritized.length)
    }),
  )
  const active = (await activeJobs(redis, prefix, workQueues)).flatMap(({ payload, worker }) =>
    isWork(payload) ? [{ kind: payload.kind, bisectionId: payload.bisectionId, worker }] : [],
  )
  for (const { bisectionId } of active) pending.add(bisectionId)
  const idleOf = (architecture: Architecture) => {
    const counted = (kind: 'build' | 'boot') => waiting.get(queueName(kind, architecture)) ?? 0
    return idleSlots(architecture, workers, active, { build: counted('build'), boot: counted('boot') })
  }
  const idle = Object.fromEntries(architectures.map((architecture) => [architecture, idleOf(architecture)]))
  return {
    pending,
    working: new Set(active.map(({ bisectionId }) => bisectionId)),
    idle: idle as QueueSnapshot['idle'],
  }
}
