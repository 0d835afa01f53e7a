import { LineSplitter } from './log-lines.ts'
import type { ByteRange } from './log-window.ts'
import { endBytes } from './log-window.ts'

/** A log of which all, or the two ends, are loaded. */
export interface LogView {
  readonly head: readonly string[]
  readonly tail: readonly string[]
  /** What lies between; undefined when nothing is missing. */
  readonly gap: ByteRange | undefined
}

/** Gathers the bytes of a log's two ends and tells the lines. Bytes of each end must come in order. */
export class PartialLog {
  readonly #headSplitter = new LineSplitter()
  readonly #tailSplitter = new LineSplitter()
  #head: string[] = []
  #tail: string[] = []
  #headEnd = 0
  readonly #tailStart: number

  /** `tailStart`: where the second stretch begins; the log's size when there is only one. */
  constructor(tailStart: number) {
    this.#tailStart = tailStart
  }

  pushHead(bytes: Uint8Array): void {
    this.#headEnd += bytes.length
    this.#head = [...this.#head, ...this.#headSplitter.push(bytes)]
  }

  pushTail(bytes: Uint8Array): void {
    this.#tail = [...this.#tail, ...this.#tailSplitter.push(bytes)]
  }

  /** No byte is to come for the tail. */
  endTail(): void {
    this.#tail = [...this.#tail, ...this.#tailSplitter.end()]
  }

  /** Call when the head has reached the tail: the line that was cut between them is put together again. */
  join(): void {
    const [rest = ''] = this.#headSplitter.end()
    const [first, ...others] = this.#tail
    const middle = first === undefined && rest === '' ? [] : [rest + (first ?? '')]
    this.#head = [...this.#head, ...middle, ...others]
    this.#tail = []
  }

  /** What is missing; undefined when the ends meet. */
  get gap(): ByteRange | undefined {
    return this.#headEnd < this.#tailStart ? { start: this.#headEnd, end: this.#tailStart } : undefined
  }

  /** The next stretch of the gap to load when more is asked for. */
  get nextInGap(): ByteRange | undefined {
    const gap = this.gap
    return gap && { start: gap.start, end: Math.min(gap.end, gap.start + endBytes) }
  }

  view(): LogView {
    return { head: this.#head, tail: this.#tail, gap: this.#tail.length > 0 ? this.gap : undefined }
  }
}
