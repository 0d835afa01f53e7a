import type { KtapLimits } from './ktap-limits.ts'
import type { ResultLine } from './ktap-line.ts'
import type { Place } from './ktap-place.ts'
import type { KtapResult, KtapStatus } from './ktap-result.ts'

/**
 * Why a suite was opened. `selftest`: by the header that the runner of kselftest prints in front of
 * a program, whose output is no TAP until it says so. `parameters`: by the diagnostics in which
 * KUnit of Linux 5.11 to 5.14 prints the results of a case's parameters.
 */
export type Opening = 'document' | 'subtest' | 'selftest' | 'indented' | 'parameters'

/** A document or a suite whose result line was not read yet. */
export class KtapSuite implements Place {
  readonly lead: string
  readonly width: number
  readonly opening: Opening
  /** Which line of the console is its first. */
  readonly startedAt: number
  name: string | undefined
  /** A name that TAP 14 prints in front of the suite that is opened next. */
  nextName: string | undefined
  /** Its lines are results: a version, plan or subtest line was read. */
  live: boolean
  ktap = false
  planned: number | undefined
  skipReason: string | undefined
  bailedOut: string | undefined
  diagnostics: string[] = []
  readonly children: KtapResult[] = []
  readonly #limits: KtapLimits
  readonly #names = new Set<string>()
  /** Numbers above {@link #next}. */
  readonly #later = new Set<number>()
  #next = 1
  /** Of the plans before {@link startAgain}. */
  #plannedBefore = 0
  #distinct = 0
  #numbered: boolean | undefined
  #failed = false
  #unfinished = false
  #passed = false

  constructor(parts: Place & { opening: Opening; limits: KtapLimits; startedAt: number; name?: string | undefined }) {
    this.lead = parts.lead
    this.width = parts.width
    this.opening = parts.opening
    this.startedAt = parts.startedAt
    this.name = parts.name
    this.live = parts.opening !== 'selftest'
    this.#limits = parts.limits
  }

  /** Nothing but its name was read. */
  get fresh(): boolean {
    return this.#distinct === 0 && this.planned === undefined && !this.#unfinished
  }

  /** As a document: nothing of its first level is missing, torn or unfinished. */
  get complete(): boolean {
    return !this.#unfinished && this.fulfilled && this.bailedOut === undefined && !this.fresh
  }

  /** Each test of its plan has a result; a suite without a plan has no fewer than it has. */
  get fulfilled(): boolean {
    return this.planned === undefined || this.#distinct >= this.planned
  }

  /** Returns whether a result line without a number is one of this suite's. */
  takesNumber(line: ResultLine): boolean {
    return line.number !== undefined ? this.#numbered !== false : !this.ktap && this.#numbered !== true
  }

  /** Adds a test, which counts for the plan where its result line was read. */
  add(result: KtapResult, line?: ResultLine): void {
    if (line) {
      this.#numbered ??= line.number !== undefined
      // That runner prints no plan; what was taken for it is the plan of a program.
      if (line.ranged) this.planned = undefined
      this.#count(line)
    }
    const { status } = result
    if (status === 'failed' || status === 'timeout') this.#failed = true
    if (!line || status === 'unfinished') this.#unfinished = true
    if (status !== 'skipped') this.#passed = true
    if (this.#limits.takeResult()) {
      this.children.push(result)
      this.#names.add(result.name)
    }
  }

  /** Notes how many tests there shall be; the most where several plans are read. */
  plan(planned: number, skipReason?: string): void {
    this.live = true
    this.planned = Math.max(this.planned ?? 0, this.#plannedBefore + planned)
    if (skipReason !== undefined) this.skipReason = skipReason
  }

  /**
   * Notes that another document follows in this suite: a program of kselftest may start several,
   * each of which counts from 1.
   */
  startAgain(): void {
    if (!this.fulfilled) this.#unfinished = true
    this.#plannedBefore = this.planned ?? 0
    this.#next = 1
    this.#later.clear()
    this.#names.clear()
  }

  /** Notes that a line was torn that says what there shall be in this suite. */
  noteTorn(): void {
    this.#unfinished = true
  }

  /** Returns and forgets the diagnostics since the last result. */
  takeDiagnostics(): string[] {
    const taken = this.diagnostics
    this.diagnostics = []
    return taken
  }

  /**
   * Returns the status of this suite, whose own result line says `own`. It is never better than
   * what was read within the suite.
   */
  statusWith(own: KtapStatus): KtapStatus {
    if (own === 'failed' || own === 'timeout' || own === 'expected-failure' || own === 'todo') return own
    if (this.#failed || this.bailedOut !== undefined) return 'failed'
    if (own === 'unfinished' || own === 'skipped') return own
    if (!this.fulfilled || this.#unfinished) return 'unfinished'
    // The exit code of a program of kselftest counts, also where it printed no results.
    if (this.opening !== 'selftest' && this.#distinct === 0 && this.planned === undefined) return 'unfinished'
    return this.live && !this.#passed && (this.#distinct > 0 || this.planned === 0) ? 'skipped' : own
  }

  /** Returns this suite as it is where no result line ends it. */
  abandoned(further: readonly KtapResult[] = []): KtapResult {
    const failed = further.some(({ status }) => status === 'failed')
    return {
      name: this.name ?? '',
      status: failed ? 'failed' : this.statusWith('unfinished'),
      diagnostics: [...this.diagnostics],
      children: [...this.children, ...further],
      ...(this.planned === undefined ? {} : { planned: this.planned }),
    }
  }

  // A number that repeats counts where another test has it: programs that fork count twice. One
  // that is left out does no harm where there are enough others.
  #count({ number, name }: ResultLine): void {
    if (number === undefined || number === this.#next) {
      this.#distinct++
      this.#next++
      while (this.#later.delete(this.#next)) this.#next++
    } else if (number > this.#next && !this.#later.has(number)) {
      if (!this.#limits.takeNumber()) return
      this.#later.add(number)
      this.#distinct++
    } else if (!this.#names.has(name)) this.#distinct++
  }
}
