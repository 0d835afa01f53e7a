import type { Tally } from './terms.ts'

// A parent that has the fault may pass this often by chance and no oftener.
const MISS = 0.01
const LEAST_PASSES = 3
const MOST_PASSES = 60
// One-sided 80 % bound of a normal distribution.
const Z = 0.8416

/**
 * How many passes in a row clear a kernel: ⌈ln 0.01 / ln(1 − p)⌉, where p is a low estimate of how
 * often the failure shows on kernels that have it (Wilson's score bound, one-sided 80 %). 3 for a
 * solid failure, about 9 at one half, 27 at one fifth.
 *
 * @param bad runs of kernels that have the failure
 */
export function passesToConfirm(bad: Tally): number {
  const needed = Math.ceil(Math.log(MISS) / Math.log(1 - lowRate(bad)))
  return Math.min(MOST_PASSES, Math.max(LEAST_PASSES, needed))
}

/** Above 0 and below 1, however many runs there were. */
function lowRate({ failures, passes }: Tally): number {
  const runs = failures + passes
  if (runs === 0) return 0.5
  const share = failures / runs
  const centre = share + Z ** 2 / (2 * runs)
  const spread = Z * Math.sqrt((share * (1 - share)) / runs + Z ** 2 / (4 * runs ** 2))
  return Math.max(0.01, (centre - spread) / (1 + Z ** 2 / runs))
}
