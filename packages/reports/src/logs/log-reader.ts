import { fileURLToPath } from 'node:url'
import workerpool from 'workerpool'
import type { ReproduceInput } from '../reproduce/reproduce-input.ts'
import type { LogWords } from './read-log.ts'

/** Works on what trees and guests wrote, away from the event loop. */
export interface LogReader {
  /**
   * Returns what a log says; undefined where it could not be read within the deadline, or the
   * thread ran out of memory.
   * @param load reads the log's bytes, once a thread is free: those that wait keep none in memory
   * @param printed the line that was kept with the failure
   */
  read(load: () => Promise<Uint8Array>, printed?: string): Promise<LogWords | undefined>
  /**
   * Returns the script that shows a failure, which holds whole configurations; undefined where
   * nothing was built.
   * @throws Error where it could not be made within the deadline
   */
  script(input: ReproduceInput): Promise<string | undefined>
  close(): Promise<void>
}

export interface LogReaderOptions {
  /** Seconds; default 20. A log of 4 MiB takes less than one. */
  readonly deadlineSeconds?: number
  /** The module that runs in the thread; default: the built one of this package. */
  readonly thread?: string
}

const THREADS = 2
const MEMORY_MEBIBYTES = 512
// The same file for the sources, which tests run, and for what was built of them: a thread runs
// JavaScript alone.
const THREAD = fileURLToPath(new URL('../../dist/logs/log-thread.js', import.meta.url))

/**
 * Opens threads that read logs. Trees and guests write these: whatever one does to its reader, the
 * thread is ended at its deadline, and the process that asked goes on.
 */
export function openLogReader({ deadlineSeconds = 20, thread = THREAD }: LogReaderOptions = {}): LogReader {
  const pool = workerpool.pool(thread, {
    workerType: 'thread',
    maxWorkers: THREADS,
    // Not what this process was started with: a thread has modules of its own.
    workerThreadOpts: { execArgv: [], resourceLimits: { maxOldGenerationSizeMb: MEMORY_MEBIBYTES } },
  })
  const turns = new Turns(THREADS)
  return {
    read: (load, printed) =>
      turns.take(async () => {
        const bytes = await load()
        try {
          return (await pool.exec('readLog', [bytes, printed]).timeout(deadlineSeconds * 1000)) as LogWords
        } catch {
          return undefined
        }
      }),
    script: (input) =>
      turns.take(async () => {
        // Functions cannot be handed to a thread.
        const plain = { ...input, urls: { page: input.urls.page } }
        return (await pool.exec('reproduceScript', [plain]).timeout(deadlineSeconds * 1000)) as string | undefined
      }),
    async close() {
      await pool.terminate(true)
    },
  }
}

/** Lets so many go on at once; the others wait in their order. */
class Turns {
  #free: number
  readonly #waiting: (() => void)[] = []

  constructor(free: number) {
    this.#free = free
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--
    else await new Promise<void>((go) => this.#waiting.push(go))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free++
    }
  }
}
