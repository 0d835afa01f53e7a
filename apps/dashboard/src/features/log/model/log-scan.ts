import { LineSplitter } from './log-lines.ts'

/** Where a line begins, with its number from 1. */
export interface LineMark {
  readonly byte: number
  readonly line: number
}

/**
 * Reads a whole log once, from its beginning, and remembers every here and there where a line
 * begins.
 */
export class LogScan {
  readonly #splitter = new LineSplitter()
  readonly marks: LineMark[] = [{ byte: 0, line: 1 }]
  #next = 1
  #byte = 0

  /** How many lines were read. */
  get lines(): number {
    return this.#next - 1
  }

  /** Calls `visit` with each line that these bytes complete. */
  push(bytes: Uint8Array, visit: (text: string, number: number) => void): void {
    const end = bytes.lastIndexOf(10) + 1
    if (end > 0) {
      this.#take(this.#splitter.push(bytes.subarray(0, end)), visit)
      this.marks.push({ byte: this.#byte + end, line: this.#next })
    }
    if (end < bytes.length) this.#take(this.#splitter.push(bytes.subarray(end)), visit)
    this.#byte += bytes.length
  }

  /** No byte is to come. */
  end(visit: (text: string, number: number) => void): void {
    this.#take(this.#splitter.end(), visit)
  }

  #take(lines: readonly string[], visit: (text: string, number: number) => void): void {
    for (const line of lines) visit(line, this.#next++)
  }
}

/** The last mark that is at least `before` lines ahead of a line. */
export function markBefore(marks: readonly LineMark[], line: number, before: number): LineMark {
  return marks.findLast((mark) => mark.line <= line - before) ?? { byte: 0, line: 1 }
}
