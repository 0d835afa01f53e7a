import { AsyncLocalStorage } from 'node:async_hooks'
import { InfrastructureError } from '@kbisect/exec'

/** So many of a kind at once; the others wait in the order in which they came. */
export class GitSlots {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waiting: (() => void)[] = []
  #taken = 0

  constructor(most: number, mostWaiting = Number.POSITIVE_INFINITY) {
    this.#most = most
    this.#mostWaiting = mostWaiting
  }

  /**
   * Waits for a slot; returns what gives it back.
   * @throws InfrastructureError `git-busy` when too many wait already; `signal.reason` when it
   * aborts while waiting
   */
  async take(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted()
    if (this.#taken < this.#most) this.#taken++
    else await this.#wait(signal)
    let isGivenBack = false
    return () => {
      if (isGivenBack) return
      isGivenBack = true
      const next = this.#waiting.shift()
      // The slot is handed on: a caller that comes meanwhile cannot take it.
      if (next) next()
      else this.#taken--
    }
  }

  #wait(signal: AbortSignal | undefined): Promise<void> {
    if (this.#waiting.length >= this.#mostWaiting) {
      const problem = `${this.#mostWaiting} questions wait for git already`
      throw new InfrastructureError('git-busy', problem, { hint: 'ask again in a moment' })
    }
    return new Promise((resolve, reject) => {
      const abort = () => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1)
        reject(signal?.reason as Error)
      }
      const turn = () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      this.#waiting.push(turn)
      signal?.addEventListener('abort', abort, { once: true })
    })
  }
}

// Each may take the memory of one that reads, see limits.ts. More at once would only wait for the
// disk.
const READERS = 4
const WAITING_READERS = 200
const FETCHES = 2

/** Git children of this process that read. A slot is never kept while another is waited for. */
export const readSlots = new GitSlots(READERS, WAITING_READERS)

/** Fetches of this process, each with the children that git starts for it. */
export const fetchSlots = new GitSlots(FETCHES)

const asked = new AsyncLocalStorage<AbortSignal | undefined>()

/**
 * Does `work` for a client that may go away: when `signal` aborts, its git children that wait do
 * not start, and those that read are killed. Without a signal, they go on when the client that
 * asked has gone.
 */
export const askingFor = <T>(signal: AbortSignal | undefined, work: () => T): T => asked.run(signal, work)

/** The signal of {@link askingFor}. */
export const askingSignal = (): AbortSignal | undefined => asked.getStore()
