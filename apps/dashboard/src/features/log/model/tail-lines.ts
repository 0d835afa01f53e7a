import { LineSplitter } from './log-lines.ts'

/**
 * So many lines of a task's output stay in the page; its log has them all once the task is over.
 */
const MOST_LINES = 50_000

/** The last lines of a text that is still being written, with their numbers. */
export class TailLines {
  readonly #splitter = new LineSplitter()
  readonly #most: number
  #lines: string[] = []
  #dropped = 0

  constructor(most = MOST_LINES) {
    this.#most = most
  }

  push(bytes: Uint8Array): void {
    this.#add(this.#splitter.push(bytes))
  }

  /** Adds the last line, also where it has no end. */
  end(): void {
    this.#add(this.#splitter.end())
  }

  /** The lines that are kept; a new array after each change. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** Number of the first line that is kept, from 1. */
  get first(): number {
    return this.#dropped + 1
  }

  #add(more: readonly string[]): void {
    if (more.length === 0) return
    const all = [...this.#lines, ...more]
    const surplus = Math.max(0, all.length - this.#most)
    this.#dropped += surplus
    this.#lines = all.slice(surplus)
  }
}
