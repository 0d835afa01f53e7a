import { LINE_LIMIT } from '@kbisect/text'

/** Lines longer than this are cut into several: a kernel can print megabytes without a line end. */
export const longestLine = LINE_LIMIT

/**
 * Splits a log that comes in pieces into lines. Bytes may be cut anywhere, also within a character;
 * line ends may be \n, \r\n or, as serial consoles send them, \r\r\n.
 */
export class LineSplitter {
  readonly #decoder = new TextDecoder('utf-8')
  #rest = ''

  /** The lines that these bytes complete. */
  push(bytes: Uint8Array): string[] {
    return this.#split(this.#decoder.decode(bytes, { stream: true }))
  }

  /** The line that was left without an end, if any. */
  end(): string[] {
    const lines = this.#split(this.#decoder.decode())
    if (this.#rest !== '') lines.push(withoutReturns(this.#rest))
    this.#rest = ''
    return lines
  }

  #split(text: string): string[] {
    const pieces = (this.#rest + text).split('\n')
    this.#rest = pieces.pop() ?? ''
    const lines = pieces.flatMap((piece) => cut(withoutReturns(piece)))
    while (this.#rest.length > longestLine) {
      lines.push(this.#rest.slice(0, longestLine))
      this.#rest = this.#rest.slice(longestLine)
    }
    return lines
  }
}

function withoutReturns(line: string): string {
  let end = line.length
  while (end > 0 && line.charCodeAt(end - 1) === 13) end--
  return end === line.length ? line : line.slice(0, end)
}

function cut(line: string): string[] {
  if (line.length <= longestLine) return [line]
  const parts: string[] = []
  for (let from = 0; from < line.length; from += longestLine) parts.push(line.slice(from, from + longestLine))
  return parts
}
