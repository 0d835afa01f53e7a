import type { Architecture } from '@kbisect/contracts'

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
