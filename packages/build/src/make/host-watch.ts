import { setTimeout as sleep } from 'node:timers/promises'
import { InfrastructureError, run } from '@kbisect/exec'
import { sizeWords } from '../output/output-refused.ts'
import { type HostEvidence, readLoad, readOomKills, readRoom, tryWriting } from './host-evidence.ts'

/** The output directory has grown beyond the limit. */
export class OutputTooLarge extends Error {
  override readonly name = 'OutputTooLarge'
}

export interface WatchOptions {
  /** The output directory. */
  readonly output: string
  /** Other directories that the build writes to. */
  readonly others: readonly string[]
  /** Bytes of the output after which the build is stopped. */
  readonly mostBytes: number
  /** Free bytes on the output's file system below which the build is stopped. */
  readonly leastFreeBytes: number
  /** Called once, with OutputTooLarge or an InfrastructureError `disk-full`. */
  readonly onLimit: (error: Error) => void
}

const EVERY_MILLISECONDS = 1000
// Walking through an output takes as long as make's own look at it: it is measured when the free
// space says that it has grown.
const MEASURE_SECONDS = 60
const MEASURE_SHARE = 1 / 8
const MEASURE_DEADLINE_SECONDS = 120

/**
 * Returns the bytes that a directory takes on the disk; undefined when that cannot be measured in
 * time.
 */
export async function measureTree(directory: string, signal?: AbortSignal): Promise<number | undefined> {
  const { stdout } = await run(
    { file: 'du', args: ['-s', '-x', '--block-size=1', '--', directory] },
    { deadlineSeconds: MEASURE_DEADLINE_SECONDS, ...(signal ? { signal } : {}) },
  )
  const bytes = Number.parseInt(stdout, 10)
  return Number.isNaN(bytes) ? undefined : bytes
}

/**
 * Watches the host and the output while a build lasts: stops the build at its limits, and keeps the
 * worst that was seen.
 */
export class HostWatch {
  readonly #options: WatchOptions
  readonly #stopping = new AbortController()
  #watching: Promise<void> | undefined
  #lowest = { diskRoom: Number.POSITIVE_INFINITY, memoryShare: 1, taskShare: 0, openFileShare: 0 }
  #oomKillsBefore: number | undefined
  #measured = { at: Number.NEGATIVE_INFINITY, freeBytes: Number.POSITIVE_INFINITY }

  constructor(options: WatchOptions) {
    this.#options = options
  }

  start(): void {
    this.#watching ??= this.#watch()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#watching
  }

  /** Returns what the host shows now, together with the worst that was seen since the start. */
  async evidence(): Promise<HostEvidence> {
    const { output, others } = this.#options
    const [refused, oomKills] = [await tryWriting([output, ...others]), await readOomKills()]
    await this.#sample()
    const before = this.#oomKillsBefore
    return {
      ...this.#lowest,
      oomKills: oomKills === undefined || before === undefined ? undefined : oomKills - before,
      refused,
    }
  }

  async #watch(): Promise<void> {
    const { signal } = this.#stopping
    this.#oomKillsBefore = await readOomKills()
    while (!signal.aborted) {
      // What cannot be asked now is asked again in a second; a build does not fail for it.
      const error = await this.#look().catch(() => undefined)
      if (error && !signal.aborted) return this.#options.onLimit(error)
      await sleep(EVERY_MILLISECONDS, undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  async #look(): Promise<Error | undefined> {
    const freeBytes = await this.#sample()
    const { output, mostBytes, leastFreeBytes } = this.#options
    if (freeBytes < leastFreeBytes) {
      return new InfrastructureError(
        'disk-full',
        `the build was stopped: ${sizeWords(freeBytes)} are free at ${output}`,
        {
          hint: `free space there; builds are stopped below ${sizeWords(leastFreeBytes)}`,
        },
      )
    }
    if (mostBytes === Number.POSITIVE_INFINITY) return undefined
    const grown = this.#measured.freeBytes - freeBytes > mostBytes * MEASURE_SHARE
    if (!grown && performance.now() - this.#measured.at < MEASURE_SECONDS * 1000) return undefined
    const bytes = await measureTree(output, this.#stopping.signal)
    this.#measured = { at: performance.now(), freeBytes }
    if (bytes === undefined || bytes <= mostBytes) return undefined
    return new OutputTooLarge(`the build wrote ${sizeWords(bytes)}; the limit is ${sizeWords(mostBytes)}`)
  }

  /** Returns the free bytes at the output. */
  async #sample(): Promise<number> {
    const { output, others } = this.#options
    const [own, ...rooms] = await Promise.all([output, ...others].map(readRoom))
    const load = await readLoad()
    this.#lowest = {
      diskRoom: Math.min(this.#lowest.diskRoom, ...[own, ...rooms].map((one) => one?.room ?? this.#lowest.diskRoom)),
      memoryShare: Math.min(this.#lowest.memoryShare, load.memoryShare),
      taskShare: Math.max(this.#lowest.taskShare, load.taskShare),
      openFileShare: Math.max(this.#lowest.openFileShare, load.openFileShare),
    }
    return own?.freeBytes ?? Number.POSITIVE_INFINITY
  }
}
