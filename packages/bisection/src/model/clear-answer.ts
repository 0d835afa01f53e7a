import { anyRate, type Tally } from '@kbisect/bisect'

/** Expected share of runs that fail with the fault and without it. */
export interface Rates {
  readonly bad: number
  readonly good: number
}

/** Runs of kernels with the fault and without it. */
export interface SeenRuns {
  readonly bad: Tally
  readonly good: Tally
}

/** Runs of a kernel, with those that ended in another way. */
export interface FullTally extends Tally {
  readonly others: number
}

// An explanation this much less likely than that the other runs have nothing to do with the failure
// is not held possible.
const HARDLY = 0.05

/**
 * Whether the answers of a kernel can be trusted although some of its runs ended in another way.
 * Those may be what is searched for in another form, as where a function was renamed: then a kernel
 * that passes now and then is not good. Or they may stand in the place of passes: then a kernel
 * that fails in all other runs is not bad where good kernels fail now and then.
 */
export function isClear({ passes, failures, others }: FullTally, seen: SeenRuns): boolean {
  if (others === 0 || passes + failures === 0) return true
  const unrelated = anyRate.logMoment(others, passes + failures)
  const [answer, other] = looksBad({ passes, failures }, seen)
    ? [logOf(seen.bad, failures, passes), logOf(seen.good, failures, passes + others)]
    : [logOf(seen.good, failures, passes), logOf(seen.bad, failures + others, passes)]
  return other < Math.log(HARDLY) + answer + unrelated
}

// So many runs are what rates count for that were weighed elsewhere.
const RUNS_OF_RATES = 12

/** Runs as they were to be expected with such rates. */
export function runsOf({ bad, good }: Rates): SeenRuns {
  const tally = (rate: number) => {
    const failures = Math.round(rate * RUNS_OF_RATES)
    return { failures, passes: RUNS_OF_RATES - failures }
  }
  return { bad: tally(bad), good: tally(good) }
}

/** Whether the answers of a kernel look like those of kernels with the fault. */
export const looksBad = ({ passes, failures }: Tally, seen: SeenRuns): boolean =>
  passes + failures > 0 && failures / (passes + failures) >= (meanOf(seen.bad) + meanOf(seen.good)) / 2

const meanOf = ({ failures, passes }: Tally): number => anyRate.mean(failures, passes)

/** ln of the probability of further runs after those that were seen; the rate is integrated out. */
const logOf = (seen: Tally, failures: number, passes: number): number =>
  anyRate.logMoment(seen.failures + failures, seen.passes + passes) - anyRate.logMoment(seen.failures, seen.passes)
