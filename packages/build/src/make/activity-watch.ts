import { setTimeout as sleep } from 'node:timers/promises'
import { treeActivity } from '@kbisect/exec'
import type { ActivitySample } from './timeout-cause.ts'

const SAMPLES_PER_LIMIT = 100
const SHORTEST_MILLISECONDS = 50
const LONGEST_MILLISECONDS = 15_000

/**
 * Looks now and then what the processes of a build do, so that it can be said afterwards why it did
 * not end in time.
 */
export class ActivityWatch {
  readonly #everyMilliseconds: number
  readonly #seconds: () => number
  readonly #samples: ActivitySample[] = []
  /** CPU seconds of the commands that have ended. */
  #before = 0

  /** @param seconds since the build began */
  constructor(limitSeconds: number, seconds: () => number) {
    const wanted = (limitSeconds * 1000) / SAMPLES_PER_LIMIT
    this.#everyMilliseconds = Math.min(LONGEST_MILLISECONDS, Math.max(SHORTEST_MILLISECONDS, wanted))
    this.#seconds = seconds
  }

  get samples(): readonly ActivitySample[] {
    return this.#samples
  }

  /** Watches one command of the build until it ends. */
  async during<T>(pid: number, command: Promise<T>): Promise<T> {
    const stop = new AbortController()
    const watching = this.#watch(pid, stop.signal)
    try {
      return await command
    } finally {
      stop.abort()
      await watching
      this.#before = this.#samples.at(-1)?.cpuSeconds ?? 0
    }
  }

  async #watch(pid: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const { processes, cpuSeconds, wanting } = await treeActivity(pid)
      // The time of a process that ended without being waited for is lost to its parents: the sum
      // never goes back.
      const used = Math.max(this.#before + cpuSeconds, this.#samples.at(-1)?.cpuSeconds ?? 0)
      if (!signal.aborted) this.#samples.push({ at: this.#seconds(), cpuSeconds: used, wanting, processes })
      await sleep(this.#everyMilliseconds, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }
}
