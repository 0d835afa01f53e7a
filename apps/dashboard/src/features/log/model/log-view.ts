import type { ByteRange } from '../../../model/log-window.ts'
import { plainText } from './ansi.ts'
import type { Segment } from './log-sections.ts'

/** What a row of the viewer shows: a line with its number, or what is not loaded. */
export type LogRow =
  | { readonly kind: 'line'; readonly text: string; readonly number: number }
  | { readonly kind: 'gap'; readonly gap: ByteRange }

/** Loaded lines and gaps as rows, made when they are looked at. */
export class LogView {
  readonly #segments: readonly Segment[]
  readonly #starts: number[] = []
  readonly count: number

  constructor(segments: readonly Segment[]) {
    this.#segments = segments
    let count = 0
    for (const segment of segments) {
      this.#starts.push(count)
      count += segment.kind === 'gap' ? 1 : segment.lines.length
    }
    this.count = count
  }

  row(index: number): LogRow | undefined {
    const at = this.#starts.findLastIndex((start) => start <= index)
    const segment = this.#segments[at]
    if (!segment) return undefined
    if (segment.kind === 'gap') return segment
    const offset = index - (this.#starts[at] ?? 0)
    const text = segment.lines[offset]
    return text === undefined ? undefined : { kind: 'line', text, number: segment.first + offset }
  }

  /** The row of a line; undefined when it is not loaded. */
  rowOf(number: number): number | undefined {
    for (const [at, segment] of this.#segments.entries()) {
      if (segment.kind === 'gap') continue
      const offset = number - segment.first
      if (offset >= 0 && offset < segment.lines.length) return (this.#starts[at] ?? 0) + offset
    }
    return undefined
  }

  /** The text of every row, without colours; empty for a gap. */
  texts(): string[] {
    return this.#segments.flatMap((segment) => (segment.kind === 'gap' ? [''] : segment.lines.map(plainText)))
  }
}
