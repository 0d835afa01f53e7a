import { readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import type { StageProgress } from './progress.ts'

/** How far a fetch is, whichever process does it. */
export interface FetchProgress {
  readonly stage: string
  /** Of the stage; null where that is not known. */
  readonly percent: number | null
  readonly bytes: number | null
  readonly bytesPerSecond: number | null
  /** Until the stage is over, if it goes on as it did. */
  readonly secondsLeft: number | null
}

// The file is written anew while the fetch lives, so that one that a kill left is soon recognised.
const WRITE_MS = 2000
const STALE_MS = 15_000

/**
 * Returns the seconds until a stage is over that came to `percent` in `seconds`; null while it is
 * too early to estimate.
 */
export function secondsLeft(percent: number, seconds: number): number | null {
  return percent < 2 || seconds < 2 ? null : Math.round((seconds * (100 - percent)) / percent)
}

/** Keeps the latest progress of a fetch and when its stage began. */
export class ProgressTracker {
  #stage = 'Waiting for its turn'
  #latest: StageProgress | undefined
  #since: number
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
    this.#since = now()
  }

  /** Begins a stage of which no more is known than its name. */
  begin(stage: string): void {
    this.#stage = stage
    this.#latest = undefined
    this.#since = this.#now()
  }

  take(progress: StageProgress): void {
    if (progress.stage !== this.#stage) this.begin(progress.stage)
    this.#latest = progress
  }

  progress(): FetchProgress {
    const { percent, bytes, bytesPerSecond } = this.#latest ?? {}
    const seconds = (this.#now() - this.#since) / 1000
    return {
      stage: this.#stage,
      percent: percent ?? null,
      bytes: bytes ?? null,
      bytesPerSecond: bytesPerSecond ?? null,
      secondsLeft: percent === undefined ? null : secondsLeft(percent, seconds),
    }
  }
}

/** Writes the progress of a fetch to a file for other processes, for as long as `work` takes. */
export async function shareProgress<T>(file: string, work: (tracker: ProgressTracker) => Promise<T>): Promise<T> {
  const tracker = new ProgressTracker()
  const own = `${file}.${process.pid}`
  let writing = Promise.resolve()
  const write = () => {
    const text = JSON.stringify(tracker.progress())
    // Nothing depends on it: on a full disk the fetch itself fails.
    writing = writing
      .then(() => writeFile(own, text))
      .then(() => rename(own, file))
      .catch(() => undefined)
  }
  write()
  const timer = setInterval(write, WRITE_MS)
  try {
    return await work(tracker)
  } finally {
    clearInterval(timer)
    await writing
    for (const left of [own, file]) await rm(left, { force: true }).catch(() => undefined)
  }
}

/** Returns how far the fetch is that is running; undefined when none is. */
export async function readProgress(file: string): Promise<FetchProgress | undefined> {
  try {
    if (Date.now() - (await stat(file)).mtimeMs > STALE_MS) return undefined
    return JSON.parse(await readFile(file, 'utf8')) as FetchProgress
  } catch {
    return undefined
  }
}
