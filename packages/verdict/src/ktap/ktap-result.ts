/**
 * How a test ended. `unfinished`: its output ends before its result, is torn, or shows fewer tests
 * than its plan.
 */
export type KtapStatus = 'passed' | 'failed' | 'skipped' | 'expected-failure' | 'todo' | 'timeout' | 'unfinished'

/** One test of KTAP or TAP output: a suite, a case, or one parameter of a case. */
export interface KtapResult {
  /** At most 256 characters; empty where the output gives none. */
  readonly name: string
  /**
   * Never better than what the children show: a suite that says "ok" over a failed child is
   * `failed`.
   */
  readonly status: KtapStatus
  /** What follows `#` on the result line, without its directive. */
  readonly reason?: string
  /**
   * The `# …` lines in front of the result, without `#`, and the lines of a failed KUnit assertion,
   * each of at most 300 characters: the first 20, and 10 more that speak of a failure.
   */
  readonly diagnostics: readonly string[]
  readonly children: readonly KtapResult[]
  /** The number of children that its plan line promises. */
  readonly planned?: number
}

/** What {@link KtapReader} has read until now. */
export interface KtapOutput {
  /** A version, plan or subtest line was read. */
  readonly started: boolean
  /** The tests of the first level, of all documents in the order in which they were printed. */
  readonly tests: readonly KtapResult[]
  /**
   * The output reached its end: no suite is open, no line of the first level is torn, each plan of
   * the first level is fulfilled, and nothing bailed out. Output without a plan, such as KUnit's
   * before Linux 5.10, is complete whenever no suite is open.
   */
  readonly complete: boolean
  /** The sum of the plans of the first level, where each document has one. */
  readonly planned?: number
  /** Why all tests were skipped (`1..0 # SKIP reason`) or the output ended early (`Bail out!`). */
  readonly reason?: string
  /** Some results went over the limits of what the reader keeps. Statuses still count them. */
  readonly truncated?: true
}
