import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { WithdrawnError } from '@kbisect/bisection'
import type { WorkerPresence } from '@kbisect/contracts'
import { Worker as BullWorker } from 'bullmq'
import type { Redis } from 'ioredis'
import {
  describeJob,
  type Fetched,
  keepLock,
  type Leaving,
  leave,
  type Payload,
  readStop,
  type Stop,
  type Work,
} from './active-job.ts'
import { countRefused, isMalformed } from './clean-queue.ts'
import { describeWorker } from './describe-worker.ts'
import { leavesToOthers, RecentWorkers } from './host-avoidance.ts'
import { bisectionOf, isWork, type Job, jobKey } from './job.ts'
import { startPeriodic } from './periodic.ts'
import { keys, queueName, readSignal } from './queue-names.ts'
import { DEFAULT_PREFIX, openQueues, type Queues } from './queues.ts'
import { MessageRefused, readMessage } from './read-message.ts'
import { connect, oncePerMinute } from './redis-connection.ts'
import { type FetchNext, leftUntil, type Performed, SlotPool } from './slot-pool.ts'
import { takeInTurn } from './take-in-turn.ts'
import { Heartbeat } from './worker-heartbeat.ts'
import { workerName } from './worker-name.ts'
import type { Processor, RunningWorker, StartWorkerOptions } from './worker-options.ts'

// Advancing waits for git and the database, delivering for other people's servers: neither needs
// the processor much.
const COORDINATE_SLOTS = 4
const DELIVER_SLOTS = 4

const workKey = ({ source, raw }: Fetched): string => `${source.name}/${raw.id}`

class QueueWorker implements RunningWorker {
  readonly name: string
  readonly #host: string
  readonly #options: StartWorkerOptions
  readonly #prefix: string
  readonly #lockSeconds: number
  readonly #processor: Processor
  readonly #report: (error: Error, job?: Job) => void
  readonly #redis: Redis
  readonly #ears: Redis
  readonly #queues: Queues
  readonly #sources: BullWorker[] = []
  readonly #pools: SlotPool[] = []
  readonly #work = new Map<string, Work>()
  readonly #timers: NodeJS.Timeout[] = []
  readonly #heartbeat: Heartbeat
  readonly #recent = new RecentWorkers(() => performance.now())
  #cleaning: Promise<void> | undefined
  readonly #farewell = new Error('the worker closes')
  #closing: Promise<void> | undefined

  constructor(options: StartWorkerOptions, processor: Processor, onError: (error: Error, job?: Job) => void) {
    this.#host = options.name ?? hostname()
    this.name = workerName(this.#host, process.pid)
    this.#options = options
    this.#prefix = options.prefix ?? DEFAULT_PREFIX
    this.#lockSeconds = options.lockSeconds ?? 15
    this.#processor = processor
    this.#report = onError
    const trouble = oncePerMinute((error) => onError(error))
    this.#redis = connect(options.redisUrl, 'patient', trouble)
    this.#ears = connect(options.redisUrl, 'patient', trouble)
    this.#queues = openQueues({
      redisUrl: options.redisUrl,
      prefix: this.#prefix,
      onError: (error) => (error instanceof MessageRefused ? onError(error) : trouble(error)),
    })
    this.#openPools((error) => this.#clean(error, trouble))
    this.#listen(trouble)
    this.#heartbeat = new Heartbeat(
      this.#redis,
      this.#prefix,
      { id: options.process ?? randomUUID(), lockSeconds: this.#lockSeconds },
      () => this.#presence(),
    )
    this.#redis.on('ready', () => void this.#heartbeat.beat())
  }

  every(seconds: number, name: string): void {
    const place = { redis: this.#redis, lease: keys.lease(this.#prefix, name), holder: this.name }
    const timer = startPeriodic(
      place,
      seconds,
      () => this.#queues.enqueue({ kind: 'reconcile', name }),
      (error) => {
        if (!this.#closing) this.#report(error)
      },
    )
    this.#timers.push(timer)
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  #openPools(trouble: (error: Error) => void): void {
    const { coordinator, build = [], boot = [] } = this.#options.roles
    const inTurn: FetchNext = (source, token) =>
      takeInTurn({ redis: this.#redis, prefix: this.#prefix, source }, token, trouble)
    const pool = (names: readonly string[], slots: number, onIdle?: () => void) => {
      if (names.length === 0) return
      const sources = names.map((name) => this.#openSource(name, trouble))
      this.#sources.push(...sources)
      const perform = (fetched: Fetched) => this.#perform(fetched)
      const [mayFetch, fetchNext] = onIdle ? [this.#options.mayBegin, inTurn] : []
      this.#pools.push(new SlotPool(sources, slots, perform, trouble, onIdle, mayFetch, fetchNext))
    }
    if (coordinator) {
      pool(['coordinate'], COORDINATE_SLOTS)
      pool(['deliver'], DELIVER_SLOTS)
    }
    pool(
      build.map((architecture) => queueName('build', architecture)),
      this.#options.buildSlots,
      () => this.#offerSlots(trouble),
    )
    pool(
      boot.map((architecture) => queueName('boot', architecture)),
      this.#options.bootSlots,
      () => this.#offerSlots(trouble),
    )
  }

  /**
   * A BullMQ worker from which jobs are fetched by hand; it still looks for jobs whose worker died.
   */
  #openSource(name: string, trouble: (error: Error) => void): BullWorker {
    const source = new BullWorker(name, null, {
      connection: this.#redis,
      prefix: this.#prefix,
      name: this.name,
      autorun: false,
      lockDuration: Math.round(this.#lockSeconds * 1000),
      // Redis takes whole milliseconds.
      stalledInterval: Math.max(500, Math.round((this.#lockSeconds * 1000) / 3)),
      // A job that killed its worker is retried for as long as the facts ask for it: its deaths are
      // stored, and end it, there.
      maxStalledCount: 1_000_000,
    })
    source.on('error', trouble)
    source.on('stalled', () => this.#wakeAll())
    void source.startStalledCheckTimer().catch(trouble)
    return source
  }

  #listen(trouble: (error: Error) => void): void {
    this.#ears.on('message', (_channel, text) => {
      const signal = readSignal(text)
      if (!signal)
        return this.#refuse(new MessageRefused(keys.signals(this.#prefix), 'it is no signal of this program'))
      if (signal.say === 'work') return this.#wakeAll()
      for (const work of this.#work.values()) {
        if (signal.say === 'cancel' && bisectionOf(work.job) === signal.bisectionId) this.#stop(work, 'cancelled')
        if (signal.say === 'withdraw' && signal.jobs.includes(jobKey(work.job))) void this.#stopIfMarked(work, trouble)
      }
    })
    void this.#ears.subscribe(keys.signals(this.#prefix)).catch(trouble)
  }

  #wakeAll(): void {
    for (const pool of this.#pools) pool.wake()
  }

  /**
   * Lets the open bisections look at slots that nobody wants. Reminders for the same second are
   * one, so that many workers that become idle at once lead to one round.
   */
  #offerSlots(trouble: (error: Error) => void): void {
    if (this.#closing) return
    this.#queues.enqueue({ kind: 'reconcile', name: 'idle' }, { delaySeconds: 0.1 }).catch(trouble)
  }

  #stop(work: Work, stop: Stop): void {
    const reason =
      stop === 'withdrawn'
        ? new WithdrawnError(`${describeJob(work.job)} was withdrawn`)
        : new Error(`bisection ${bisectionOf(work.job)} was cancelled`)
    work.controller.abort(reason)
  }

  /** The signal may be late and mean an earlier job of this name: the mark decides. */
  async #stopIfMarked(work: Work, trouble: (error: Error) => void): Promise<void> {
    try {
      const stop = await work.look()
      // It is gone when our lock on it had run out, so that it could be removed.
      if (stop) this.#stop(work, stop === 'gone' ? 'withdrawn' : stop)
    } catch (error) {
      trouble(error instanceof Error ? error : new Error(String(error)))
    }
  }

  async #perform(fetched: Fetched): Promise<Performed> {
    const data = this.#read(fetched)
    if (data instanceof MessageRefused) {
      this.#refuse(data)
      await fetched.raw.moveToFailed(data, fetched.token, false)
      // One that another program wrote may ask to be kept.
      await fetched.raw.remove()
      return 'ended'
    }
    if (data.kind === 'remind') {
      await this.#queues.enqueue(data.job)
      await leave(fetched, { how: 'completed' })
      return 'ended'
    }
    const { stop, ...job } = data
    if (!stop && (await this.#leavesToOthers(fetched, job))) {
      await leave(fetched, { how: 'left', until: leftUntil() })
      return 'left'
    }
    const leaving: Leaving = stop ? this.#drop(fetched, stop) : await this.#do(fetched, job)
    await leave(fetched, leaving)
    if (leaving.how === 'failed') this.#report(leaving.error, job)
    if (leaving.how !== 'returned') await this.#advanceAfter(job)
    return 'ended'
  }

  #read({ raw }: Fetched): Payload | MessageRefused {
    try {
      return readMessage(raw.id ?? '', raw.data)
    } catch (error) {
      if (error instanceof MessageRefused) return error
      throw error
    }
  }

  #refuse(refused: MessageRefused): void {
    this.#report(refused)
    void countRefused(this.#redis, this.#prefix, 1).catch(() => {})
  }

  /** What cannot be read is removed, so that what lies behind it is reached. */
  #clean(error: Error, trouble: (error: Error) => void): void {
    if (!isMalformed(error)) {
      trouble(error)
      return
    }
    if (this.#cleaning) return
    this.#cleaning = this.#queues
      .clean()
      .catch(trouble)
      .finally(() => {
        this.#cleaning = undefined
        this.#wakeAll()
      })
  }

  /** Without word of the others, this host does it. */
  async #leavesToOthers({ raw }: Fetched, job: Job): Promise<boolean> {
    if (!isWork(job) || !job.avoid?.includes(this.#host)) return false
    const workers = this.#recent.with(await this.#queues.workers().catch(() => []))
    return leavesToOthers(this.#host, job, (Date.now() - raw.timestamp) / 1000, workers, this.#options.patienceSeconds)
  }

  /**
   * A job that was told to stop in the hands of another worker, or in ours before we lost its lock.
   */
  #drop(fetched: Fetched, stop: Stop): Leaving {
    const work = this.#work.get(workKey(fetched))
    if (work) this.#stop(work, stop)
    return { how: 'completed' }
  }

  async #do(fetched: Fetched, job: Job): Promise<Leaving> {
    // While Redis was away the lock ran out, and now we got our own job again: go on with what is
    // being done.
    const work = this.#work.get(workKey(fetched)) ?? this.#begin(fetched, job)
    const { signal } = work.controller
    const release = keepLock(fetched, this.#lockSeconds, (stop) => this.#stop(work, stop))
    try {
      await work.done
      return isWork(job) && signal.reason === this.#farewell ? { how: 'returned' } : { how: 'completed' }
    } catch (error) {
      const stopped = signal.aborted && signal.reason !== this.#farewell
      if (stopped && error === signal.reason) return { how: 'completed' }
      if (this.#closing && !stopped) return { how: 'returned' }
      return { how: 'failed', error: error instanceof Error ? error : new Error(String(error)) }
    } finally {
      release()
    }
  }

  #begin(fetched: Fetched, job: Job): Work {
    const key = workKey(fetched)
    const controller = new AbortController()
    if (this.#closing) controller.abort(this.#farewell)
    // In a later turn, so that a processor that throws at once does so inside the promise.
    const done = Promise.resolve().then(() =>
      this.#processor(job, { signal: controller.signal, worker: this.name, deaths: fetched.raw.stalledCounter }),
    )
    const work: Work = { job, since: new Date(), controller, done, look: () => readStop(fetched) }
    this.#work.set(key, work)
    const end = () => {
      this.#work.delete(key)
      void this.#heartbeat.beat()
    }
    done.then(end, end)
    void this.#heartbeat.beat()
    return work
  }

  /**
   * A bisection goes on when one of its builds or boots has ended. An `advance` from within the job
   * is not enough: it can run while the job is still active, and then the same job cannot be
   * enqueued again.
   */
  async #advanceAfter(job: Job): Promise<void> {
    if (isWork(job)) {
      await this.#queues.enqueue({ kind: 'advance', bisectionId: job.bisectionId })
    }
  }

  #presence(): Omit<WorkerPresence, 'seenAt'> {
    const jobs = [...this.#work.values()].map(({ job }) => job)
    const mayBegin = this.#options.mayBegin?.() ?? true
    return describeWorker(this.name, this.#options, jobs, this.#closing !== undefined || !mayBegin)
  }

  async #close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    // The loops must see that we close before the signals abort, or what ends because of that would
    // count as done.
    const stopped = Promise.all(this.#pools.map((pool) => pool.stop()))
    queueMicrotask(() => {
      for (const { controller } of this.#work.values()) controller.abort(this.#farewell)
      void this.#heartbeat.beat()
    })
    await Promise.race([stopped, sleep((this.#options.graceSeconds ?? 20) * 1000, undefined, { ref: false })])
    await Promise.race([this.#heartbeat.stop(), sleep(1000, undefined, { ref: false })])
    await Promise.allSettled([...this.#sources.map((source) => source.close(true)), this.#queues.close()])
    this.#redis.disconnect()
    this.#ears.disconnect()
  }
}

/**
 * Starts taking jobs. Redis may be away at the start or later: the worker waits for it, and
 * `onError` hears of it at most once a minute. A job whose worker died is taken over after about
 * `lockSeconds`.
 */
export function startWorker(
  options: StartWorkerOptions,
  processor: Processor,
  onError: (error: Error, job?: Job) => void,
): RunningWorker {
  return new QueueWorker(options, processor, onError)
}
