/** Runs on kernels that have the fault. */
export interface Tally {
  readonly passes: number
  readonly fails: number
}

// A good verdict may be wrong in one case of a hundred (ENGINE.md, stage 4).
const MISS = 0.01
const MOST_PASSES = 40

/** How often a bad kernel fails, after Laplace: never 0 and never 1, however few the runs. */
export function failureRate(bad: Tally): number {
  return (bad.fails + 1) / (bad.fails + bad.passes + 2)
}

/**
 * How many passes make a kernel good: n = ⌈ln 0.01 / ln(1 − p)⌉ for a failure that shows with probability p, rounded to the careful side;
 * one when no bad kernel has ever passed.
 */
export function passesNeeded(bad: Tally): number {
  if (bad.passes === 0) return 1
  // Four fifths of the estimate: few runs easily show a rate that is too high.
  const rate = failureRate(bad) * 0.8
  return Math.min(MOST_PASSES, Math.max(2, Math.ceil(Math.log(MISS) / Math.log(1 - rate))))
}

/** How likely it is that this many passes of a kernel with the fault hid it. */
export function missProbability(bad: Tally, passes: number): number {
  return (1 - failureRate(bad)) ** passes
}
