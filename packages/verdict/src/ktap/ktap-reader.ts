import { indentedTexts } from './console-text.ts'
import { KtapLimits } from './ktap-limits.ts'
import type { KtapOutput } from './ktap-result.ts'
import { KtapStream } from './ktap-stream.ts'

/**
 * Reads the KTAP or TAP that a console shows between whatever else it shows: KUnit's since Linux
 * 5.5, that of kselftest, and TAP 12 to 14. Linear in the console's length, bounded in memory, and
 * thrown by no input. What a line says is never made better: a torn "ok" passes no test, and a
 * suite passes only with all that it planned.
 *
 * Results count only below a version, plan or subtest line. Whoever prints these can print any
 * result, so that a hostile kernel passes its own tests.
 *
 * Lines that printk stamped are read apart from others: KUnit's of a module stand between those of
 * the program of kselftest that loads it.
 */
export class KtapReader {
  readonly #limits = new KtapLimits()
  readonly #kernel = new KtapStream(this.#limits)
  readonly #userSpace = new KtapStream(this.#limits)
  #lines = 0

  /**
   * Reads one line of a console as `LineSplitter` gives it, with its indentation; stamps and levels
   * of printk, escape sequences and a carriage return may be there.
   * @param cut nothing ended the line: it is the last of a console that was cut off, and its result
   * is not trusted
   */
  push(line: string, cut = false): void {
    this.#lines++
    for (const text of indentedTexts(line, cut)) {
      const stream = text.stamped ? this.#kernel : this.#userSpace
      stream.read(text, this.#lines)
    }
  }

  /** Whether a version, plan or subtest line was read. */
  get started(): boolean {
    return this.#kernel.started || this.#userSpace.started
  }

  /** Returns what was read until now. Further lines may follow. */
  result(): KtapOutput {
    const documents = [...this.#kernel.documents(), ...this.#userSpace.documents()].sort(
      (one, other) => one.startedAt - other.startedAt,
    )
    const plans = documents.flatMap(({ planned }) => (planned === undefined ? [] : [planned]))
    const reason = documents.map((document) => document.reason).find((words) => words)
    const { started } = this
    return {
      started,
      tests: documents.flatMap(({ tests }) => tests),
      complete: started && documents.every(({ complete }) => complete),
      ...(started && plans.length === documents.length
        ? { planned: plans.reduce((sum, planned) => sum + planned, 0) }
        : {}),
      ...(reason === undefined ? {} : { reason }),
      ...(this.#limits.truncated ? { truncated: true as const } : {}),
    }
  }
}
