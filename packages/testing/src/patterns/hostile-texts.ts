import type { AST } from '@eslint-community/regexpp'

/**
 * What is repeated in a hostile text, what stands in front, and what keeps the whole from matching.
 */
export interface Hostile {
  readonly prefix: string
  readonly pump: string
  readonly suffix: string
}

const CANDIDATES = [
  ...'aAzZgx019_- .,:;/\\[](){}<>\'"`*+?|=@#$%&~^!\t\r\n\0\u001b\u007f\u00a0\u0100\u200b\u202e\u2028\ufeff\ufffd\uffff'.split(
    '',
  ),
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)),
]
// Some characters that hardly any pattern accepts at its end.
const SUFFIXES = ['', '\u0001', '\n!', '\u2028', 'x!']
const MOST_PUMP = 120
const MOST = 400

/**
 * Builds texts for an expression out of its own parts: what it accepts again and again, and then
 * something that it does not.
 */
export function hostileTexts(pattern: AST.Pattern, flags: string): Hostile[] {
  const pieces = new Pieces(flags.replace(/[gyd]/g, ''))
  for (const alternative of pattern.alternatives) pieces.sequence(alternative.elements, '')
  return pieces.texts()
}

class Pieces {
  readonly #flags: string
  readonly #pumps = new Set<string>()
  /** What repeats, behind what stands in front of it in the expression. */
  readonly #placed: { readonly prefix: string; readonly pump: string }[] = []

  constructor(flags: string) {
    this.#flags = flags
  }

  texts(): Hostile[] {
    const free = [...this.#pumps].map((pump) => ({ prefix: '', pump }))
    const chosen = new Map<string, { prefix: string; pump: string }>()
    for (const one of [...this.#placed, ...free]) {
      if (one.pump !== '' && one.pump.length <= MOST_PUMP) chosen.set(`${one.prefix}\0${one.pump}`, one)
    }
    const all = [...chosen.values()].flatMap((one) => SUFFIXES.map((suffix) => ({ ...one, suffix })))
    return all.slice(0, MOST)
  }

  /**
   * Returns a text that the elements match, where one is easily found; notes each piece on the way.
   */
  sequence(elements: readonly AST.Element[], before: string): string {
    let text = ''
    for (const [at, element] of elements.entries()) {
      const piece = this.#element(element, before + text)
      if (element.type === 'Quantifier') {
        // "clang" of /clang.*: error/: each start of the words is a new beginning for what repeats.
        for (const words of [text, before + text]) this.#place('', words)
        const rest = elements[at + 1]
        if (rest) this.#place(before + text, this.#once(element) + this.#element(rest, before + text + piece))
      }
      text += piece
    }
    this.#pumps.add(text)
    return text
  }

  #place(prefix: string, pump: string): void {
    this.#placed.push({ prefix, pump })
  }

  #element(element: AST.Element, before: string): string {
    switch (element.type) {
      case 'Group':
      case 'CapturingGroup':
        return element.alternatives.map(({ elements }) => this.sequence(elements, before))[0] ?? ''
      case 'Quantifier': {
        const once = this.#element(element.element, before)
        for (const one of [once, ...this.#several(element.element)]) this.#place(before, one)
        return once.repeat(Math.min(Math.max(element.min, 1), 64))
      }
      case 'Assertion':
        if (element.kind === 'lookahead' || element.kind === 'lookbehind')
          for (const { elements } of element.alternatives) this.sequence(elements, before)
        return ''
      case 'Backreference':
        return ''
      case 'Character':
      case 'CharacterClass':
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        return this.#several(element)[0] ?? ''
    }
  }

  #once(element: AST.Quantifier): string {
    return this.#several(element.element)[0] ?? ''
  }

  /** Some characters that one element accepts, each unlike the others. */
  #several(element: AST.Element): string[] {
    if (!('raw' in element) || !['Character', 'CharacterSet', 'CharacterClass'].includes(element.type)) return []
    const pattern = new RegExp(`^${element.raw}$`, this.#flags)
    const found = CANDIDATES.filter((char) => pattern.test(char))
    if (element.type === 'Character') {
      const own = String.fromCodePoint(element.value)
      return [own]
    }
    const kinds = [/[a-f]/, /[A-Z]/, /\d/, /\s/, /[^\w\s]/]
    return [...new Set([...kinds.flatMap((kind) => found.find((char) => kind.test(char)) ?? []), ...found.slice(0, 1)])]
  }
}
