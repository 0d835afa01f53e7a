import type { Architecture } from '@kbisect/contracts'
import type { Job } from './job.ts'

export interface WorkerRoles {
  /** Takes `advance`, `deliver` and `reconcile`. */
  readonly coordinator?: boolean
  /** Architectures that this host can build and boot. */
  readonly build?: readonly Architecture[]
  readonly boot?: readonly Architecture[]
}

export interface StartWorkerOptions {
  readonly redisUrl: string
  readonly prefix?: string
  /**
   * What the facts call this host, and jobs that should avoid it. Default: the host name. The
   * worker's name has the pid behind it.
   */
  readonly name?: string
  readonly roles: WorkerRoles
  /** Identifies this process, for `lives` of the queues. Default: a random one. */
  readonly process?: string
  /** What the host builds with, in words; told to whoever asks which workers there are. */
  readonly toolchains?: readonly string[]
  /** Builds at once, over all architectures; likewise boots. */
  readonly buildSlots: number
  readonly bootSlots: number
  /** Seconds after which the jobs of a worker that died are given to another. */
  readonly lockSeconds?: number
  /**
   * Seconds for which a job that names this host in `avoid` is left to others that are busy.
   * Default ten minutes.
   */
  readonly patienceSeconds?: number
  /** Seconds that `close` of the worker leaves to jobs after their signal was aborted. */
  readonly graceSeconds?: number
  /**
   * Whether builds and boots may be begun now; while not, they are left in their queues. Default:
   * always.
   */
  readonly mayBegin?: () => boolean
}

/**
 * Does one job. Rejecting means a fault: it is reported, and the job forgotten, because what to do
 * next follows from the facts. The signal aborts when the bisection is cancelled, the job withdrawn
 * (its reason is a WithdrawnError) or the worker closes. `deaths`: how many workers had this job
 * before and died, or lost its lock.
 */
export type Processor = (job: Job, context: { signal: AbortSignal; worker: string; deaths: number }) => Promise<void>

export interface RunningWorker {
  readonly name: string
  /**
   * Enqueues a `reconcile` job now and then every so many seconds; of several coordinators one does
   * at a time.
   */
  every(seconds: number, name: string): void
  /**
   * Takes no more jobs, aborts the signals of those being done, and puts back what did not get
   * finished.
   */
  close(): Promise<void>
}
