import { FirstLetters } from './first-letters.ts'

/** A pattern, anchored at the text's start. */
export interface Worded {
  readonly pattern: RegExp
  /**
   * Of a pattern that may begin with any letter: the source of a regular expression. Each text that
   * the pattern matches has these words at its start or behind `: `.
   */
  readonly words?: string | undefined
}

const startOf = ({ pattern, words }: Worded): RegExp => (words === undefined ? pattern : new RegExp(`^(?:${words})`))
const unanchored = (pattern: RegExp): string => pattern.source.replace(/^\^/, '')

/** Tells whether any of many patterns matches: one look lets almost every line past. */
export class AnyOf {
  readonly #all: RegExp
  readonly #byCode: readonly (RegExp | undefined)[]
  readonly #behind: RegExp | undefined

  constructor(rows: readonly Worded[]) {
    this.#all = new RegExp(`^(?:${rows.map(({ pattern }) => unanchored(pattern)).join('|')})`)
    const known = new Map<string, RegExp>()
    const byLetter = new FirstLetters(rows, startOf)
    this.#byCode = Array.from({ length: 128 }, (_, code) => {
      const source = byLetter
        .of(String.fromCharCode(code))
        .map((row) => unanchored(startOf(row)))
        .join('|')
      if (source === '') return undefined
      const pattern = known.get(source) ?? new RegExp(`^(?:${source})`)
      known.set(source, pattern)
      return pattern
    })
    const words = rows.flatMap((row) => row.words ?? [])
    this.#behind = words.length === 0 ? undefined : new RegExp(`: (?:${words.join('|')})`)
  }

  test(text: string): boolean {
    return this.#mayMatch(text) && this.#all.test(text)
  }

  #mayMatch(text: string): boolean {
    const code = text.charCodeAt(0)
    // NaN where there is none
    if (!(code < 128)) return true
    return this.#byCode[code]?.test(text) === true || this.#behind?.test(text) === true
  }
}
