const ASCII = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code))

/** The ASCII characters that a match may begin with; `empty`: it may match nothing. */
interface Begins {
  readonly letters: ReadonlySet<string>
  readonly empty: boolean
}

const NOTHING: Begins = { letters: new Set(), empty: true }
// "?", "*", "+", "{2,}", "{0,20}?"
const QUANTIFIER = /(?:[?*+]|\{(\d+)(?:,\d*)?\})\??/y
const LOOK_AROUND = /\(\?<?[=!]/y
const GROUP = /\((?:\?:|\?<\w+>)?/y
const ZERO_WIDTH = /\^|\$|\\[bB]/y
// A class, an escape, or one character; a back reference is none of them.
const ONE_CHARACTER =
  /\[(?:[^\]\\]|\\.)*\]|\\x[0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[dDsSwWtnrfv0]|\\[^a-zA-Z0-9]|[^\\()[\]|]/y

/** Reads the source of a regular expression from left to right. */
class SourceReader {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  get ended(): boolean {
    return this.#at >= this.#source.length
  }

  /**
   * Returns where a match of one of the alternatives begins, up to a closing parenthesis or the
   * end.
   */
  alternatives(): Begins {
    let { letters, empty } = this.#sequence()
    while (this.#take(/\|/y)) {
      const other = this.#sequence()
      letters = new Set([...letters, ...other.letters])
      empty ||= other.empty
    }
    return { letters, empty }
  }

  #sequence(): Begins {
    const letters = new Set<string>()
    let empty = true
    while (!this.ended && !'|)'.includes(this.#source.charAt(this.#at))) {
      const next = this.#quantified()
      if (!empty) continue
      for (const letter of next.letters) letters.add(letter)
      empty = next.empty
    }
    return { letters, empty }
  }

  #quantified(): Begins {
    const atom = this.#atom()
    const times = this.#take(QUANTIFIER)
    const optional =
      times !== undefined && (times[1] === undefined ? !times[0].startsWith('+') : Number(times[1]) === 0)
    return optional ? { ...atom, empty: true } : atom
  }

  #atom(): Begins {
    if (this.#take(ZERO_WIDTH)) return NOTHING
    if (this.#take(LOOK_AROUND)) {
      this.#inParentheses()
      return NOTHING
    }
    if (this.#take(GROUP)) return this.#inParentheses()
    const one = this.#take(ONE_CHARACTER)?.[0]
    if (one === undefined) throw new SyntaxError(`not understood: ${this.#source.slice(this.#at)}`)
    const pattern = new RegExp(`^${one}$`, 's')
    return { letters: new Set(ASCII.filter((letter) => pattern.test(letter))), empty: false }
  }

  #inParentheses(): Begins {
    const inside = this.alternatives()
    if (!this.#take(/\)/y)) throw new SyntaxError(`a parenthesis is not closed: ${this.#source}`)
    return inside
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at
    const match = pattern.exec(this.#source)
    if (!match) return undefined
    this.#at = pattern.lastIndex
    return match
  }
}

/**
 * Returns the ASCII characters that a text may begin with where a pattern matches it; undefined:
 * any, as the pattern is not anchored or may match nothing.
 * @throws SyntaxError for what the patterns of this package do not use, as back references
 */
export function firstLetters({ source }: RegExp): ReadonlySet<string> | undefined {
  if (!source.startsWith('^')) return undefined
  const reader = new SourceReader(source.slice(1))
  const { letters, empty } = reader.alternatives()
  if (!reader.ended) throw new SyntaxError(`a parenthesis too many: ${source}`)
  return empty || hasAlternatives(source) ? undefined : letters
}

/** Whether `|` stands outside of all parentheses: the other alternatives may not be anchored. */
function hasAlternatives(source: string): boolean {
  let depth = 0
  let inClass = false
  for (let at = 0; at < source.length; at++) {
    const sign = source.charAt(at)
    if (sign === '\\') at++
    else if (inClass) inClass = sign !== ']'
    else if (sign === '[') inClass = true
    else if (sign === '(') depth++
    else if (sign === ')') depth--
    else if (sign === '|' && depth === 0) return true
  }
  return false
}

/** Patterns by the character that a text begins with. */
export class FirstLetters<Row> {
  readonly #all: readonly Row[]
  readonly #byCode: readonly (readonly Row[])[]

  constructor(rows: readonly Row[], patternOf: (row: Row) => RegExp) {
    this.#all = rows
    const letters = new Map(rows.map((row) => [row, firstLetters(patternOf(row))]))
    this.#byCode = ASCII.map((letter) => rows.filter((row) => letters.get(row)?.has(letter) ?? true))
  }

  /** Returns the rows, in their order, without those that cannot match a text which begins so. */
  of(text: string): readonly Row[] {
    return this.#byCode[text.charCodeAt(0)] ?? this.#all
  }
}
