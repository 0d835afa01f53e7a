import { createWriteStream, type WriteStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { InfrastructureError } from '@kbisect/exec'

// Times are for people who look where a boot took long: one line for each tenth of a second is
// enough.
const COALESCE_SECONDS = 0.1

/**
 * Writes a boot's console to a file as it comes, up to a limit, and beside it an index of times:
 * lines of `byteOffset seconds`, each saying when the bytes from that offset on came.
 */
export class ConsoleLog {
  readonly #path: string
  readonly #limit: number
  readonly #text: WriteStream
  readonly #times: WriteStream
  readonly #onError: (error: InfrastructureError) => void
  #bytes = 0
  #timed = Number.NEGATIVE_INFINITY

  /** @param onError told once when the files cannot be written (`console-log-unwritable`) */
  constructor(path: string, limit: number, onError: (error: InfrastructureError) => void) {
    this.#path = path
    this.#limit = limit
    this.#onError = onError
    this.#text = this.#open(path)
    this.#times = this.#open(`${path}.times`)
  }

  /** Bytes taken so far, at most the limit. */
  get bytes(): number {
    return this.#bytes
  }

  /** Appends what fits of a chunk that came `seconds` after the boot's start. */
  write(chunk: Buffer, seconds: number): void {
    const part = chunk.subarray(0, this.#limit - this.#bytes)
    if (part.length === 0) return
    if (seconds - this.#timed >= COALESCE_SECONDS) {
      this.#timed = seconds
      this.#times.write(`${this.#bytes} ${seconds.toFixed(3)}\n`)
    }
    this.#text.write(part)
    this.#bytes += part.length
  }

  /** Resolves when all is on disk; faults go to `onError`. */
  async close(): Promise<void> {
    const files = [this.#text, this.#times]
    for (const file of files) file.end()
    await Promise.allSettled(files.map((file) => finished(file)))
  }

  #open(path: string): WriteStream {
    return createWriteStream(path, { mode: 0o644 }).on('error', (cause: NodeJS.ErrnoException) => {
      this.#onError(
        new InfrastructureError(
          'console-log-unwritable',
          `cannot write the console log ${this.#path}: ${cause.message}`,
          {
            hint: cause.code === 'ENOSPC' ? 'free space on that disk' : 'make its directory exist and be writable',
            cause,
          },
        ),
      )
    })
  }
}
