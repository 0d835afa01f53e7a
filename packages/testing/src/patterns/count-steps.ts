import { type AST, RegExpParser } from '@eslint-community/regexpp'

/** A regular expression, parsed once, that counts what a backtracking engine does with a text. */
export interface StepCounter {
  readonly ast: AST.Pattern
  /**
   * Returns how many nodes of the expression are tried while all matches in a text are searched, as
   * `matchAll` does. Stops counting, and returns more than `limit`, where there are more.
   * undefined: groups repeat so often that it cannot be followed, as each takes a call.
   */
  count(text: string, limit: number): number | undefined
}

type Next = (at: number) => boolean
/** Tries a node at a place; what follows is asked with the place behind it. */
type Matcher = (at: number, next: Next) => boolean

class TooManySteps extends Error {}

/**
 * Prepares counting for an expression. No engine does more: each optimisation of V8 only leaves
 * steps out.
 * @throws SyntaxError for what is no regular expression
 */
export function stepCounter(source: string, flags: string): StepCounter {
  const unicodeSets = flags.includes('v')
  const unicode = flags.includes('u')
  const ast = new RegExpParser().parsePattern(source, 0, source.length, { unicode, unicodeSets })
  const engine = new Engine(flags)
  const match = engine.alternatives(ast.alternatives, false)
  return { ast, count: (text, limit) => engine.count(match, text, limit) }
}

class Engine {
  readonly #flags: string
  #text = ''
  #steps = 0
  #limit = 0
  readonly #groups = new Map<AST.CapturingGroup, string>()
  readonly #sticky: boolean

  constructor(flags: string) {
    this.#flags = flags.replace(/[gyd]/g, '')
    this.#sticky = flags.includes('y')
  }

  count(match: Matcher, text: string, limit: number): number | undefined {
    this.#text = text
    this.#limit = limit
    this.#steps = 0
    try {
      for (let start = 0; start <= text.length; ) {
        let end = -1
        const found = match(start, (at) => {
          end = at
          return true
        })
        start = found && end > start ? end : start + 1
        if (this.#sticky) break
      }
    } catch (error) {
      if (error instanceof RangeError) return undefined
      if (!(error instanceof TooManySteps)) throw error
    }
    return this.#steps
  }

  #step(): void {
    if (++this.#steps > this.#limit) throw new TooManySteps()
  }

  /** @param back the text is read to the left, as in a look-behind */
  alternatives(all: readonly AST.Alternative[], back: boolean): Matcher {
    const matchers = all.map((one) => this.#sequence(one.elements, back))
    const [only] = matchers
    if (only && matchers.length === 1) return only
    return (at, next) => matchers.some((match) => match(at, next))
  }

  #sequence(elements: readonly AST.Element[], back: boolean): Matcher {
    const matchers = (back ? [...elements].reverse() : elements).map((element) => this.#element(element, back))
    return matchers.reduceRight<Matcher>(
      (rest, match) => (at, next) => match(at, (behind) => rest(behind, next)),
      (at, next) => next(at),
    )
  }

  #element(element: AST.Element, back: boolean): Matcher {
    switch (element.type) {
      case 'Group':
        return this.alternatives(element.alternatives, back)
      case 'CapturingGroup':
        return this.#capturing(element, back)
      case 'Quantifier':
        return this.#quantifier(element, back)
      case 'Assertion':
        return this.#assertion(element)
      case 'Backreference':
        return this.#backreference(element, back)
      case 'Character':
      case 'CharacterClass':
      case 'CharacterSet':
      case 'ExpressionCharacterClass':
        return this.#character(element, back)
    }
  }

  #capturing(element: AST.CapturingGroup, back: boolean): Matcher {
    const match = this.alternatives(element.alternatives, back)
    return (at, next) =>
      match(at, (end) => {
        this.#groups.set(element, this.#text.slice(Math.min(at, end), Math.max(at, end)))
        return next(end)
      })
  }

  #backreference({ resolved }: AST.Backreference, back: boolean): Matcher {
    return (at, next) => {
      this.#step()
      const group = Array.isArray(resolved) ? resolved[0] : resolved
      const words = (group && this.#groups.get(group)) ?? ''
      const from = back ? at - words.length : at
      return from >= 0 && this.#text.startsWith(words, from) && next(back ? from : at + words.length)
    }
  }

  #quantifier({ element, min, max, greedy }: AST.Quantifier, back: boolean): Matcher {
    if (element.type === 'Character' || element.type === 'CharacterSet' || element.type === 'CharacterClass') {
      return this.#repeatedCharacter(this.#test(element), { min, max, greedy }, back)
    }
    const match = this.#element(element, back)
    const repeat = (at: number, times: number, next: Next): boolean => {
      const more = () =>
        times < max && match(at, (end) => (end === at && times >= min ? false : repeat(end, times + 1, next)))
      if (times < min) return more()
      return greedy ? more() || next(at) : next(at) || more()
    }
    return (at, next) => repeat(at, 0, next)
  }

  /** A run of one class, without a call for each character: runs are as long as the text. */
  #repeatedCharacter(
    test: (char: string) => boolean,
    { min, max, greedy }: Pick<AST.Quantifier, 'min' | 'max' | 'greedy'>,
    back: boolean,
  ): Matcher {
    const way = back ? -1 : 1
    const fits = (at: number) => {
      this.#step()
      const place = back ? at - 1 : at
      return place >= 0 && place < this.#text.length && test(this.#text.charAt(place))
    }
    return (at, next) => {
      let times = 0
      while (times < min) {
        if (!fits(at + way * times)) return false
        times++
      }
      if (greedy) {
        while (times < max && fits(at + way * times)) times++
        for (; times >= min; times--) {
          this.#step()
          if (next(at + way * times)) return true
        }
        return false
      }
      for (;;) {
        this.#step()
        if (next(at + way * times)) return true
        if (times >= max || !fits(at + way * times)) return false
        times++
      }
    }
  }

  #assertion(element: AST.Assertion): Matcher {
    if (element.kind === 'lookahead' || element.kind === 'lookbehind') {
      const match = this.alternatives(element.alternatives, element.kind === 'lookbehind')
      return (at, next) => {
        this.#step()
        return match(at, () => true) !== element.negate && next(at)
      }
    }
    const holds = this.#holds(element)
    return (at, next) => {
      this.#step()
      return holds(at) && next(at)
    }
  }

  #holds(element: AST.EdgeAssertion | AST.WordBoundaryAssertion): (at: number) => boolean {
    const many = this.#flags.includes('m')
    const isBreak = (at: number) => /[\n\r\u2028\u2029]/.test(this.#text.charAt(at))
    const isWord = (at: number) => /\w/.test(this.#text.charAt(at))
    if (element.kind === 'word') return (at) => (isWord(at - 1) !== isWord(at)) !== element.negate
    if (element.kind === 'start') return (at) => at === 0 || (many && isBreak(at - 1))
    return (at) => at === this.#text.length || (many && isBreak(at))
  }

  #character(element: AST.Element, back: boolean): Matcher {
    const test = this.#test(element)
    return (at, next) => {
      this.#step()
      const place = back ? at - 1 : at
      return place >= 0 && place < this.#text.length && test(this.#text.charAt(place)) && next(back ? place : at + 1)
    }
  }

  #test({ raw }: AST.Element): (char: string) => boolean {
    const pattern = new RegExp(`^${raw}$`, this.#flags)
    const known = new Map<string, boolean>()
    return (char) => {
      const answer = known.get(char) ?? pattern.test(char)
      known.set(char, answer)
      return answer
    }
  }
}
