import { cutText } from '@kbisect/text'

const RESULTS = 10_000
const NUMBERS = 10_000
const DIAGNOSTICS_OF_ONE = 20
const FAILURES_OF_ONE = 10
const DIAGNOSTIC_LENGTH = 300
const DIAGNOSTIC_CHARACTERS = 1_000_000

// What a test prints of its failure often comes after much else.
const FAILURE = /FAIL|[Ee]xpected/

/**
 * Returns a text of at most `most` characters, to be kept for long: V8 keeps the whole line of
 * which a text is a part, unless that is put together anew.
 */
export const kept = (text: string, most: number): string => ` ${cutText(text, most)}`.slice(1)

/** How much of one console's KTAP is kept. What is over a limit is read, but not kept. */
export class KtapLimits {
  #results = RESULTS
  #numbers = NUMBERS
  #characters = DIAGNOSTIC_CHARACTERS
  #truncated = false

  /** Something was not kept. */
  get truncated(): boolean {
    return this.#truncated
  }

  /** Returns whether one more result may be kept. */
  takeResult(): boolean {
    if (this.#results-- > 0) return true
    this.#truncated = true
    return false
  }

  /** Returns whether one more number out of its order may be kept. */
  takeNumber(): boolean {
    if (this.#numbers-- > 0) return true
    this.#truncated = true
    return false
  }

  /** Adds a diagnostic line to those of one test, as far as the limits allow. */
  addDiagnostic(lines: string[], text: string): void {
    if (text === '') return
    const most = FAILURE.test(text) ? DIAGNOSTICS_OF_ONE + FAILURES_OF_ONE : DIAGNOSTICS_OF_ONE
    if (lines.length >= most || this.#characters <= 0) return
    const line = kept(text, DIAGNOSTIC_LENGTH)
    this.#characters -= line.length
    lines.push(line)
  }

  /** Notes that results were not kept for another reason. */
  noteTruncated(): void {
    this.#truncated = true
  }
}
