import type { QueueSnapshot } from '@kbisect/bisection'
import type { Architecture, WorkerPresence } from '@kbisect/contracts'
import { type Job as BullJob, Queue } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Payload } from './active-job.ts'
import { activeJobs } from './active-jobs.ts'
import { cleanQueue, isMalformed, readRefused } from './clean-queue.ts'
import { addLater, addNow, type EnqueueOptions, type JobQueue } from './enqueue.ts'
import { hostsFor, type IdleSlots, idleSlots, type UnableHosts } from './idle-slots.ts'
import { isWork, type Job, jobKey, type WorkJob } from './job.ts'
import { forgetPending, notePending, type PendingJob, pendingJobs } from './pending-jobs.ts'
import { allQueues, keys, queueName, queueOf, type Signal, workQueues } from './queue-names.ts'
import { connect, oncePerMinute, QueueError } from './redis-connection.ts'
import { readSnapshot } from './snapshot.ts'
import { markActive, removeWaiting, withdrawJob } from './stop-jobs.ts'
import { followSchedules, type ScheduledWatch } from './watch-schedules.ts'
import { isAlive, readPresence } from './worker-heartbeat.ts'

/** How many jobs of one queue wait, run, and wait for their time. */
export interface QueueCounts {
  readonly waiting: number
  readonly active: number
  readonly delayed: number
}

export interface QueuesOptions {
  readonly redisUrl: string
  /** Begins every key; services that share a Redis need different ones. */
  readonly prefix?: string
  /**
   * Called for connection errors, at most once a minute each, and for messages that were refused.
   */
  readonly onError?: (error: Error) => void
}

/**
 * The producers' side. Every method throws QueueError when Redis cannot be reached for about three
 * seconds.
 */
export interface Queues {
  /**
   * Adds a job, at once or after a delay. Adding twice is harmless: a build or boot that is
   * delayed, waiting or active is not added again; an `advance` or `deliver` merges with a waiting
   * one, and runs once more after an active one. Builds and boots are taken in turns, one bisection
   * after the other; see `nextInTurn`.
   */
  enqueue(job: Job, options?: EnqueueOptions): Promise<void>
  /**
   * Removes the bisection's delayed and waiting builds and boots, and has workers abort the signal
   * of all its active jobs. A waiting `advance` stays: it is how the bisection learns that it was
   * cancelled.
   */
  cancel(bisectionId: string): Promise<void>
  /**
   * The bisection's builds and boots that wait, are delayed or active, without those that were told
   * to stop.
   */
  pending(bisectionId: string): Promise<PendingJob[]>
  /**
   * Removes builds and boots that wait, and has workers abort the signal of those that are active.
   * What is not there is ignored. One that is active can be enqueued again when it has stopped; its
   * bisection advances then.
   */
  withdraw(jobs: readonly WorkJob[]): Promise<void>
  /**
   * Slots of living workers for an architecture that do nothing, less what waits for them; see
   * {@link idleSlots}.
   */
  idle(architecture: Architecture, unable?: UnableHosts): Promise<IdleSlots>
  /** See {@link QueueSnapshot}. */
  snapshot(): Promise<QueueSnapshot>
  /**
   * Removes what this program cannot read, from all queues. Other methods do so where they come
   * upon it.
   */
  clean(): Promise<void>
  /** Has watches looked at by their schedules; see {@link followSchedules}. */
  followSchedules(watches: readonly ScheduledWatch[]): Promise<void>
  /** How many messages were refused since this Redis began. */
  refused(): Promise<number>
  /** By queue: `coordinate`, `deliver`, `build-arm64` … */
  counts(): Promise<Record<string, QueueCounts>>
  /** The workers that live, by name. */
  workers(): Promise<WorkerPresence[]>
  /**
   * Whether a process of a worker lives, by its `process` of {@link StartWorkerOptions}. Waits some
   * seconds before it says no.
   */
  lives(process: string): Promise<boolean>
  /** True when Redis answers. */
  ping(): Promise<boolean>
  close(): Promise<void>
}

export const DEFAULT_PREFIX = 'kbisect'

class RedisQueues implements Queues {
  readonly #redis: Redis
  readonly #prefix: string
  readonly #onError: (error: Error) => void
  readonly #queues = new Map<string, JobQueue>()

  constructor({ redisUrl, prefix = DEFAULT_PREFIX, onError }: QueuesOptions) {
    const report = oncePerMinute(onError ?? (() => {}))
    this.#onError = onError ?? (() => {})
    this.#prefix = prefix
    this.#redis = connect(redisUrl, 'impatient', report)
    for (const name of allQueues) {
      const queue = new Queue<BullJob<Payload>>(name, { connection: this.#redis, prefix })
      queue.on('error', report)
      this.#queues.set(name, queue)
    }
  }

  async enqueue(job: Job, options: EnqueueOptions = {}): Promise<void> {
    const { delaySeconds = 0 } = options
    await this.#guard(async () => {
      const queue = queueOf(job)
      const isLater = delaySeconds > 0
      if (isLater) await addLater((name) => this.#queue(name), job, { ...options, delaySeconds })
      else await addNow(this.#queue(queue), job, options)
      if (isWork(job)) await notePending(this.#redis, this.#prefix, job)
      if (!isLater) await this.#say({ say: 'work', queue })
    })
  }

  async cancel(bisectionId: string): Promise<void> {
    await this.#guard(async () => {
      for (const name of workQueues) await removeWaiting(this.#queue(name), bisectionId)
      const active = await activeJobs(this.#redis, this.#prefix, [...workQueues, 'coordinate'])
      await markActive((name) => this.#queue(name), active, bisectionId)
      await this.#redis.del(keys.tasks(this.#prefix, bisectionId))
      await this.#say({ say: 'cancel', bisectionId })
    })
  }

  async pending(bisectionId: string): Promise<PendingJob[]> {
    return await this.#guard(() => pendingJobs(this.#redis, this.#prefix, bisectionId))
  }

  async snapshot(): Promise<QueueSnapshot> {
    return await this.#guard(() => readSnapshot(this.#redis, this.#prefix))
  }

  async clean(): Promise<void> {
    for (const name of allQueues) {
      for (const refused of await cleanQueue(this.#redis, this.#prefix, name)) this.#onError(refused)
    }
  }

  async followSchedules(watches: readonly ScheduledWatch[]): Promise<void> {
    await this.#guard(() => followSchedules(this.#queue('coordinate'), watches))
  }

  async refused(): Promise<number> {
    return await this.#guard(() => readRefused(this.#redis, this.#prefix))
  }

  async withdraw(jobs: readonly WorkJob[]): Promise<void> {
    if (jobs.length === 0) return
    await this.#guard(async () => {
      const withdraw = async (job: WorkJob) => {
        await withdrawJob(this.#queue(queueOf(job)), jobKey(job))
        await forgetPending(this.#redis, this.#prefix, job)
      }
      await Promise.all(jobs.map(withdraw))
      await this.#say({ say: 'withdraw', jobs: jobs.map(jobKey) })
    })
  }

  async idle(architecture: Architecture, unable?: UnableHosts): Promise<IdleSlots> {
    return await this.#guard(async () => {
      const waiting = (kind: 'build' | 'boot') =>
        this.#queue(queueName(kind, architecture)).getJobCountByTypes('wait', 'prioritized')
      const workers = await this.workers()
      // In this order: a job that is fetched meanwhile counts twice for a moment, and never not at
      // all.
      const [build, boot] = await Promise.all([waiting('build'), waiting('boot')])
      const active = await activeJobs(this.#redis, this.#prefix, workQueues)
      const busy = active.flatMap(({ payload, worker }) => (isWork(payload) ? [{ kind: payload.kind, worker }] : []))
      const slots = idleSlots(architecture, workers, busy, { build, boot }, unable)
      const hosts = hostsFor('boot', architecture, workers).filter((host) => !unable?.boot.includes(host))
      return { ...slots, hosts }
    })
  }

  async counts(): Promise<Record<string, QueueCounts>> {
    const countsOf = async ([name, queue]: [string, JobQueue]) => {
      const {
        wait = 0,
        prioritized = 0,
        active = 0,
        delayed = 0,
      } = await queue.getJobCounts('wait', 'prioritized', 'active', 'delayed')
      return [name, { waiting: wait + prioritized, active, delayed }] as const
    }
    return await this.#guard(async () => Object.fromEntries(await Promise.all([...this.#queues].map(countsOf))))
  }

  async workers(): Promise<WorkerPresence[]> {
    return await this.#guard(() => readPresence(this.#redis, this.#prefix))
  }

  async lives(process: string): Promise<boolean> {
    return await this.#guard(() => isAlive(this.#redis, this.#prefix, process))
  }

  async ping(): Promise<boolean> {
    return await this.#redis.ping().then(
      () => true,
      () => false,
    )
  }

  async close(): Promise<void> {
    await Promise.allSettled([...this.#queues.values()].map((queue) => queue.close()))
    this.#redis.disconnect()
  }

  #queue(name: string): JobQueue {
    const queue = this.#queues.get(name)
    if (!queue) throw new RangeError(`there is no queue ${name}`)
    return queue
  }

  async #say(signal: Signal): Promise<void> {
    await this.#redis.publish(keys.signals(this.#prefix), JSON.stringify(signal))
  }

  async #guard<T>(action: () => Promise<T>): Promise<T> {
    try {
      // BullMQ waits for ever for a Redis that has not answered yet; a command of our own gives up.
      if (this.#redis.status !== 'ready') await this.#redis.ping()
      return await action().catch(async (error: unknown) => {
        if (!isMalformed(error)) throw error
        await this.clean()
        return await action()
      })
    } catch (cause) {
      if (cause instanceof RangeError || cause instanceof QueueError) throw cause
      throw new QueueError(`Redis did not do what was asked: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      })
    }
  }
}

/**
 * Opens the producers' side. Connects in the background: a Redis that is away makes the methods
 * fail, not this.
 */
export function openQueues(options: QueuesOptions): Queues {
  return new RedisQueues(options)
}
