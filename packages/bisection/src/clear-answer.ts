import type { Tally } from '@kbisect/bisect'

/** Runs of a kernel, with those that ended in another way. */
export interface FullTally extends Tally {
  readonly others: number
}

/** Expected share of runs that fail with the fault and without it. */
export interface Rates {
  readonly bad: number
  readonly good: number
}

// What is this much less likely than that the other runs are by the way is not held possible.
const HARDLY = 0.05

/**
 * Whether the answers of a kernel can be trusted although some of its runs ended in another way. Those may be what is searched for in
 * another form, as where a function was renamed: then a kernel that passes now and then is not good. Or they may stand in the place of
 * passes: then a kernel that fails in all other runs is not bad where good kernels fail now and then.
 */
export function isClear({ passes, fails, others }: FullTally, rates: Rates): boolean {
  if (others === 0 || passes + fails === 0) return true
  const bad = withinBounds(rates.bad)
  const good = Math.min(bad, withinBounds(rates.good))
  const isByTheWay = logBeta(others + 1, passes + fails + 1)
  const looksBad = fails / (passes + fails) >= (bad + good) / 2
  const [answer, other] = looksBad
    ? [logOf(bad, fails, passes), logOf(good, fails, passes + others)]
    : [logOf(good, fails, passes), logOf(bad, fails + others, passes)]
  return other < Math.log(HARDLY) + answer + isByTheWay
}

const LEAST_RATE = 0.005
const withinBounds = (rate: number): number => Math.min(1 - LEAST_RATE, Math.max(LEAST_RATE, rate))

const logOf = (rate: number, fails: number, passes: number): number =>
  fails * Math.log(rate) + passes * Math.log(1 - rate)

/** ln of Beta(a, b) for whole numbers. */
function logBeta(a: number, b: number): number {
  let log = -Math.log(a + b - 1)
  for (let k = 1; k < b; k++) log += Math.log(k) - Math.log(a + k - 1)
  return log
}
