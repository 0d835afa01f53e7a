import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { linesOf } from '@kbisect/text'

// A build that warns about everything writes a few megabytes; what goes beyond this is a loop.
const LIMIT_BYTES = 64 << 20
const LONGEST_LINE = 1 << 16

/**
 * A build's log file, at most 64 MiB of it, and its lines for those who listen, cut to 4,096
 * characters.
 */
export class BuildLog {
  readonly #file: number
  readonly #onLine: (line: string) => void
  #bytes = 0
  // A compiler's and make's lines come through two pipes and must not be torn into each other.
  readonly #rests = { stdout: '', stderr: '' }

  constructor(path: string, onLine: (line: string) => void) {
    mkdirSync(dirname(path), { recursive: true })
    this.#file = openSync(path, 'w')
    this.#onLine = onLine
  }

  write(chunk: Buffer, stream: 'stdout' | 'stderr'): void {
    const lines = (this.#rests[stream] + chunk.toString('utf8')).split('\n')
    this.#rests[stream] = (lines.pop() ?? '').slice(0, LONGEST_LINE)
    if (lines.length > 0) this.#append(`${lines.join('\n')}\n`)
    for (const line of lines) for (const part of linesOf(line)) this.#onLine(part)
  }

  note(text: string): void {
    this.#append(`${text}\n`)
  }

  /** Ends lines that had no end yet. */
  flush(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      if (this.#rests[stream] !== '') this.write(Buffer.from('\n'), stream)
    }
  }

  close(): void {
    try {
      this.flush()
    } finally {
      closeSync(this.#file)
    }
  }

  #append(text: string): void {
    if (this.#bytes >= LIMIT_BYTES) return
    this.#bytes += Buffer.byteLength(text)
    const cut = this.#bytes >= LIMIT_BYTES ? '[cut here: the log is larger than 64 MiB]\n' : ''
    try {
      writeSync(this.#file, text + cut)
    } catch (cause) {
      const hint = 'free space on the disk that holds the logs'
      throw new InfrastructureError('disk-full', `cannot write the build log: ${String(cause)}`, { hint, cause })
    }
  }
}
