import type { ByteRange } from '../../../model/log-window.ts'
import { LineSplitter } from './log-lines.ts'

/** Lines that follow each other, or bytes that are not loaded. */
export type Segment =
  | { readonly kind: 'lines'; readonly lines: readonly string[]; readonly first: number }
  | { readonly kind: 'gap'; readonly gap: ByteRange }

interface Section {
  readonly start: number
  end: number
  readonly first: number
  readonly lines: string[]
  splitter: LineSplitter
}

/**
 * The loaded sections of a log: its head, its tail when it is long, and one in between where
 * somebody looks. Bytes of a section must come in order. What meets is put together; what is looked
 * at no more is forgotten, so that a log of any size fits.
 */
export class LogSections {
  readonly #head: Section = section(0, 1)
  #middle: Section | undefined
  #tail: Section | undefined
  readonly #size: number

  /** `tailStart`: where the second section begins; the log's size when it is loaded whole. */
  constructor(size: number, tailStart: number) {
    this.#size = size
    if (tailStart < size) this.#tail = section(tailStart, 0)
  }

  /**
   * What is to be loaded next behind a byte at which a section ends, at most `most` bytes;
   * undefined when nothing is missing there.
   */
  nextAt(end: number, most: number): ByteRange | undefined {
    const starts = [this.#middle?.start, this.#tail?.start, this.#size].filter((start) => start !== undefined)
    const until = Math.min(...starts.filter((start) => start >= end))
    return end < until ? { start: end, end: Math.min(until, end + most) } : undefined
  }

  /** Adds bytes to the section that ends where they start. */
  push(start: number, bytes: Uint8Array): void {
    const grown = [this.#head, this.#middle, this.#tail].find((each) => each?.end === start)
    if (!grown) return
    for (const line of grown.splitter.push(bytes)) grown.lines.push(line)
    grown.end += bytes.length
    this.#meet(grown)
  }

  /**
   * Starts a new section in between at the beginning of a line, whose number is `first`. The one
   * before is forgotten.
   */
  jump(start: number, first: number): void {
    this.#middle = section(start, first)
  }

  /**
   * What is loaded, good for one drawing. `total`: how many lines the log has, where that is known:
   * till then its end is counted backwards.
   */
  segments(total?: number): Segment[] {
    const loaded = [this.#head, this.#middle, this.#tail].filter((each) => each !== undefined)
    return loaded.flatMap((each, index): Segment[] => {
      const first =
        each === this.#tail ? (total === undefined ? -each.lines.length : total - each.lines.length + 1) : each.first
      const next = loaded[index + 1]?.start ?? this.#size
      const gap: Segment[] = each.end < next ? [{ kind: 'gap', gap: { start: each.end, end: next } }] : []
      return [{ kind: 'lines', lines: each.lines, first }, ...gap]
    })
  }

  /** Whether nothing is missing. */
  get whole(): boolean {
    return this.#head.end === this.#size
  }

  /** Where the tail begins; the log's size when there is none. */
  get tailStart(): number {
    return this.#tail?.start ?? this.#size
  }

  /** Up to which byte the log is loaded from its beginning. */
  get headEnd(): number {
    return this.#head.end
  }

  #meet(grown: Section): void {
    if (grown.end === this.#size) {
      for (const line of grown.splitter.end()) grown.lines.push(line)
    } else if (grown === this.#head && this.#middle?.start === grown.end) {
      // It began at the beginning of a line: nothing was cut.
      append(grown.lines, this.#middle.lines)
      grown.end = this.#middle.end
      grown.splitter = this.#middle.splitter
      this.#middle = undefined
    } else if (this.#tail?.start === grown.end) {
      const [rest = ''] = grown.splitter.end()
      const [cut = '', ...others] = this.#tail.lines
      if (rest + cut !== '' || this.#tail.lines.length > 0) grown.lines.push(rest + cut)
      append(grown.lines, others)
      grown.end = this.#tail.end
      grown.splitter = this.#tail.splitter
      this.#tail = undefined
    }
  }
}

function append(lines: string[], more: readonly string[]): void {
  for (const line of more) lines.push(line)
}

const section = (start: number, first: number): Section => ({
  start,
  end: start,
  first,
  lines: [],
  splitter: new LineSplitter(),
})
