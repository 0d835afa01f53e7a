/** Longest line that is looked at, in characters; a longer one is read as several. Bounds memory and each match. */
export const LINE_LIMIT = 4096

const ESCAPE_SEQUENCE = /\p{Cc}\[[0-9;?]*[@-~]/gu
const CONTROL = /\p{Cc}/gu
const PRINTK_PREFIX = /^(?:<\d+>)?\[\s*\d+\.\d+\](?:\[\s*[TC]\d+\])? ?/

/** Cuts a console into lines as it comes. What it yields does not depend on how the console was cut into chunks. */
export class LineSplitter {
  readonly #decoder = new TextDecoder()
  readonly #onLine: (line: string) => void
  #rest = ''

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine
  }

  push(chunk: string | Uint8Array): void {
    const text = typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk, { stream: true })
    let from = 0
    for (let at = nextBreak(text, 0); at >= 0; at = nextBreak(text, from)) {
      this.#add(text.slice(from, at))
      this.#emit()
      from = at + 1
    }
    this.#add(text.slice(from))
  }

  /** Yields a last line that nothing ended. */
  end(): void {
    this.#add(this.#decoder.decode())
    this.#emit()
  }

  #add(text: string): void {
    let from = 0
    while (this.#rest.length + text.length - from >= LINE_LIMIT) {
      const upTo = from + LINE_LIMIT - this.#rest.length
      this.#rest += text.slice(from, upTo)
      this.#emit()
      from = upTo
    }
    this.#rest += text.slice(from)
  }

  #emit(): void {
    if (this.#rest !== '') this.#onLine(this.#rest)
    this.#rest = ''
  }
}

function nextBreak(text: string, from: number): number {
  for (let at = from; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 10 || code === 13) return at
  }
  return -1
}

/** The words of a line: no control characters, no colours, no printk prefix, no blanks around. */
export function plainLine(line: string): string {
  return line.replace(ESCAPE_SEQUENCE, '').replace(CONTROL, '').trimStart().replace(PRINTK_PREFIX, '').trim()
}
