/**
 * Longest line that is looked at, in characters; a longer one is read as several. Bounds memory and
 * each match.
 */
export const LINE_LIMIT = 4096

/**
 * Cuts text of a tree, a build or a guest into lines of at most {@link LINE_LIMIT} characters, as
 * it comes. What it yields does not depend on how the text was cut into chunks. A carriage return
 * ends a line as well: what a terminal overwrites, a log keeps. Empty lines are yielded, except
 * those that carriage returns alone make.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder()
  readonly #onLine: (line: string) => void
  #rest = ''
  /** The line that is being read began before what `rest` holds. */
  #isCut = false

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true })
    let from = 0
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', from)) {
      this.#add(text, from, at)
      this.#emit()
      this.#isCut = false
      from = at + 1
    }
    this.#add(text, from, text.length)
  }

  /** Yields a last line that nothing ended. */
  end(): void {
    const last = this.#decoder.decode()
    this.#add(last, 0, last.length)
    if (this.#rest !== '') this.#emit()
    this.#isCut = false
  }

  #add(text: string, start: number, end: number): void {
    let from = start
    while (this.#rest.length + end - from >= LINE_LIMIT) {
      const upTo = from + LINE_LIMIT - this.#rest.length
      this.#rest += text.slice(from, upTo)
      this.#emit()
      this.#isCut = true
      from = upTo
    }
    if (from < end) this.#rest += text.slice(from, end)
  }

  #emit(): void {
    const line = this.#rest
    this.#rest = ''
    const first = line.indexOf('\r')
    if (first < 0) {
      if (line !== '' || !this.#isCut) this.#onLine(line)
      return
    }
    let yielded = false
    for (const part of line.split('\r')) {
      if (part === '') continue
      this.#onLine(part)
      yielded = true
    }
    if (!yielded && !this.#isCut && line.length < LINE_LIMIT) this.#onLine('')
  }
}

/** Returns the lines of a whole text, as {@link LineSplitter} cuts them. */
export function linesOf(text: string): string[] {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  splitter.push(text)
  splitter.end()
  return lines
}

/**
 * Returns the first {@link LINE_LIMIT} characters of what is one line by its nature, such as a
 * title or an address.
 */
export const cutLine = (line: string): string => (line.length > LINE_LIMIT ? line.slice(0, LINE_LIMIT) : line)
