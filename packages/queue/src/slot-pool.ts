import { randomUUID } from 'node:crypto'
import type { Worker as BullWorker } from 'bullmq'
import type { Fetched } from './active-job.ts'

// Signals make new work known at once; this is for what no signal tells: delayed jobs, jobs of dead
// workers.
const POLL_MILLISECONDS = 1000

// What just ended is usually followed by the next step within this time; a slot that is free for
// longer is there for others.
const IDLE_MILLISECONDS = 1000

// What this host leaves to others waits for a second; meanwhile each of them looks at least once,
// and we do not.
const LEFT_MILLISECONDS = 1000
const REST_MILLISECONDS = LEFT_MILLISECONDS + POLL_MILLISECONDS + 200

/** When a job that is left to others waits again, as a time of the clock. */
export const leftUntil = (): number => Date.now() + LEFT_MILLISECONDS

/** Fetches the next job of a queue; undefined where none waits. */
export type FetchNext = (source: BullWorker, token: string) => Promise<Fetched['raw'] | undefined>

const inOrder: FetchNext = (source, token) => source.getNextJob(token, { block: false })

/** What became of a fetched job: `left` to another host, or done with. */
export type Performed = 'ended' | 'left'

/**
 * A number of slots over several queues. A job is fetched only when there is a slot to do it in, so
 * that none sits on a busy host while another host is idle: BullMQ's own concurrency is for each
 * queue and cannot say that.
 */
export class SlotPool {
  readonly #sources: readonly BullWorker[]
  readonly #slots: number
  readonly #perform: (fetched: Fetched) => Promise<Performed>
  readonly #onError: (error: Error) => void
  readonly #onIdle: () => void
  readonly #mayFetch: () => boolean
  readonly #fetchNext: FetchNext
  readonly #busy = new Set<Promise<void>>()
  readonly #restingUntil = new Map<BullWorker, number>()
  readonly #loop: Promise<void>
  #next = 0
  #stopped = false
  #wake = () => {}
  #woken = false
  /** When a slot became free, until it is told or all are taken. */
  #freedAt: number | undefined

  /**
   * @param onIdle called once for slots that work has left and that have found none for a while
   * @param mayFetch asked before each fetch; what is not fetched stays for others, and is looked
   * for again every second
   * @param fetchNext default: in the order in which jobs came
   */
  constructor(
    sources: readonly BullWorker[],
    slots: number,
    perform: (fetched: Fetched) => Promise<Performed>,
    onError: (error: Error) => void,
    onIdle: () => void = () => {},
    mayFetch: () => boolean = () => true,
    fetchNext: FetchNext = inOrder,
  ) {
    this.#sources = sources
    this.#slots = slots
    this.#perform = perform
    this.#onError = onError
    this.#onIdle = onIdle
    this.#mayFetch = mayFetch
    this.#fetchNext = fetchNext
    this.#loop = this.#run()
  }

  /** Looks for work now. */
  wake(): void {
    this.#woken = true
    this.#wake()
  }

  /** Fetches no more. Resolves when what was fetched is done. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.wake()
    await this.#loop
    await Promise.all(this.#busy)
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const free = this.#busy.size < this.#slots && this.#mayFetch()
      const fetched = free ? await this.#fetch() : undefined
      if (fetched) {
        this.#occupy(fetched)
        continue
      }
      if (free) this.#tellIdle()
      await this.#sleep()
    }
  }

  #tellIdle(): void {
    if (this.#freedAt === undefined || performance.now() - this.#freedAt < IDLE_MILLISECONDS) return
    this.#freedAt = undefined
    this.#onIdle()
  }

  #occupy(fetched: Fetched): void {
    const work = this.#perform(fetched)
      .then((performed) => {
        if (performed === 'left') this.#restingUntil.set(fetched.source, performance.now() + REST_MILLISECONDS)
      })
      .catch(this.#onError)
      .finally(() => {
        this.#busy.delete(work)
        this.#freedAt = performance.now()
        this.wake()
      })
    this.#busy.add(work)
    if (this.#busy.size === this.#slots) this.#freedAt = undefined
  }

  /** Asks each queue once, beginning with another one each time so that none starves. */
  async #fetch(): Promise<Fetched | undefined> {
    this.#next++
    for (let i = 0; i < this.#sources.length && !this.#stopped; i++) {
      const source = this.#sources[(this.#next + i) % this.#sources.length]
      if (!source || performance.now() < (this.#restingUntil.get(source) ?? 0)) continue
      const token = randomUUID()
      try {
        const raw = await this.#fetchNext(source, token)
        if (raw) return { source, raw, token }
      } catch (error) {
        if (!this.#stopped) this.#onError(error instanceof Error ? error : new Error(String(error)))
      }
    }
    return undefined
  }

  /** Until somebody wakes us, which may have happened while we looked for work in vain. */
  async #sleep(): Promise<void> {
    if (!this.#woken && !this.#stopped) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, POLL_MILLISECONDS)
        this.#wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
    this.#woken = false
  }
}
