import type { WorkerPresence } from '@kbisect/contracts'
import type { WorkJob } from './job.ts'
import { hostOf } from './worker-name.ts'

/**
 * How long a job that one host should leave to others waits for them. Longer than most builds, as
 * they may be at one.
 */
export const PATIENCE_SECONDS = 600

/**
 * Whether a host should leave a job to others: it is named in the job's `avoid`, there is a living
 * host that is not and has slots for it, and the job has not waited for such a one for too long.
 */
export function leavesToOthers(
  host: string,
  job: WorkJob,
  waitedSeconds: number,
  workers: readonly WorkerPresence[],
  patienceSeconds = PATIENCE_SECONDS,
): boolean {
  const { avoid = [], kind, architecture } = job
  if (!avoid.includes(host) || waitedSeconds >= patienceSeconds) return false
  return workers.some(
    (worker) => !avoid.includes(hostOf(worker.name)) && worker[kind].includes(architecture) && worker.slots[kind] > 0,
  )
}
