import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

let lost = 0

/** Lines that this process could not write since it started. */
export const lostLogLines = (): number => lost

// A reader that is slow fills the pipe for moments; one that does not read at all must not hold the
// process up.
const BUSY_TRIES = 20
const BUSY_MILLISECONDS = 5

/**
 * Takes the lines of a logger. A full disk, a closed pipe or a broken disk loses lines and nothing
 * else: they are counted, the next that can be written says how many are missing, and no error
 * leaves here.
 */
export class LogSink {
  readonly #file: string | undefined
  #descriptor: number | undefined
  #missing = 0
  #torn = false

  /** @param target a file that is appended to, or a descriptor that is open already */
  constructor(target: string | number) {
    if (typeof target === 'number') this.#descriptor = target
    else this.#file = target
  }

  write(line: string): void {
    try {
      if (this.#missing > 0 || this.#torn) this.#append(this.#gap())
      this.#missing = 0
      this.#append(line)
    } catch {
      lost++
      this.#missing++
    }
  }

  close(): void {
    if (this.#file === undefined || this.#descriptor === undefined) return
    closeSync(this.#descriptor)
    this.#descriptor = undefined
  }

  #gap(): string {
    const note = { level: 'warn', time: new Date().toISOString(), lostLines: this.#missing, msg: 'log lines were lost' }
    return `${this.#torn ? '\n' : ''}${this.#missing > 0 ? `${JSON.stringify(note)}\n` : ''}`
  }

  #append(text: string): void {
    const descriptor = this.#open()
    const bytes = Buffer.from(text)
    let at = 0
    for (let tries = 0; at < bytes.length; ) {
      try {
        at += writeSync(descriptor, bytes, at)
        this.#torn = at < bytes.length
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || ++tries > BUSY_TRIES) throw error
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, BUSY_MILLISECONDS)
      }
    }
  }

  #open(): number {
    if (this.#descriptor !== undefined) return this.#descriptor
    const file = this.#file ?? ''
    mkdirSync(dirname(file), { recursive: true })
    this.#descriptor = openSync(file, 'a', 0o640)
    return this.#descriptor
  }
}
