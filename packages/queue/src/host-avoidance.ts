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

// Three lives of a worker: a host under load misses beats, and is not gone.
const MISSED_SECONDS = 30

/**
 * Remembers workers for half a minute after their last beat. A host that is to leave a job to
 * others would otherwise take it because the other one was too busy to beat, and be believed though
 * it is the broken one.
 */
export class RecentWorkers {
  readonly #now: () => number
  readonly #seen = new Map<string, { readonly worker: WorkerPresence; readonly at: number }>()

  /** @param now a clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  /** Returns the living workers, and those that lived half a minute ago. */
  with(living: readonly WorkerPresence[]): WorkerPresence[] {
    const now = this.#now()
    for (const worker of living) this.#seen.set(worker.name, { worker, at: now })
    for (const [name, { at }] of this.#seen) if (now - at > MISSED_SECONDS * 1000) this.#seen.delete(name)
    return [...this.#seen.values()].map(({ worker }) => worker)
  }
}
