import { type Architecture, architectures } from '@kbisect/contracts'
import { isWork, type Job } from './job.ts'

// They wait for servers of others, or run a program of the tree under test.
const strangers: ReadonlySet<Job['kind']> = new Set(['deliver', 'mail', 'plan-mails'])

/**
 * Who takes from where: builds and boots have a queue for each architecture, so that a host only
 * takes what it can do.
 */
export function queueOf(job: Job): string {
  if (isWork(job)) return queueName(job.kind, job.architecture)
  return strangers.has(job.kind) ? 'deliver' : 'coordinate'
}

export const queueName = (kind: 'build' | 'boot', architecture: Architecture): string => `${kind}-${architecture}`

/** Jobs that take long and belong to one bisection; cancelling it removes them. */
export const workQueues: readonly string[] = architectures.flatMap((architecture) => [
  queueName('build', architecture),
  queueName('boot', architecture),
])

/**
 * Deliveries and mails wait for strangers' servers and have slots of their own, so that they never
 * hold up a bisection.
 */
export const allQueues: readonly string[] = ['coordinate', 'deliver', ...workQueues]

/** Keys of this room beside those of BullMQ. */
export const keys = {
  presence: (prefix: string, name: string) => `${prefix}:presence:${name}`,
  process: (prefix: string, process: string) => `${prefix}:process:${process}`,
  workers: (prefix: string) => `${prefix}:workers`,
  lease: (prefix: string, name: string) => `${prefix}:lease:${name}`,
  /** Ids of a bisection's builds and boots. */
  tasks: (prefix: string, bisectionId: string) => `${prefix}:tasks:${bisectionId}`,
  /** The bisections that tasks of a queue were taken from, by their last turn. */
  turns: (prefix: string, queue: string) => `${prefix}:turns:${queue}`,
  refused: (prefix: string) => `${prefix}:refused`,
  signals: (prefix: string) => `${prefix}:signals`,
}

/**
 * What is said on the channel `signals`; nothing depends on its being heard, it only makes things
 * faster.
 */
export type Signal =
  | { say: 'work'; queue: string }
  | { say: 'cancel'; bisectionId: string }
  /** Keys of jobs that may have been marked: look. */
  | { say: 'withdraw'; jobs: readonly string[] }

/** undefined of what is no signal. */
export function readSignal(text: string): Signal | undefined {
  try {
    const signal = JSON.parse(text) as Partial<Record<string, unknown>> | null
    const { say, queue, bisectionId, jobs } = signal ?? {}
    if (say === 'work' && typeof queue === 'string') return { say, queue }
    if (say === 'cancel' && typeof bisectionId === 'string') return { say, bisectionId }
    if (say === 'withdraw' && Array.isArray(jobs)) return { say, jobs }
    return undefined
  } catch {
    return undefined
  }
}
