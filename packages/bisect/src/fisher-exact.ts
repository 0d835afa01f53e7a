import type { Tally } from './terms.ts'

/**
 * Fisher's exact test, one-sided: the probability that `bad` has at least so many failures if both
 * tallies have the same failure rate, given how many runs failed in all. 1 where there were no
 * runs.
 */
export function fisherExact(bad: Tally, good: Tally): number {
  const [badRuns, goodRuns] = [bad.failures + bad.passes, good.failures + good.passes]
  const failures = bad.failures + good.failures
  const all = logChoose(badRuns + goodRuns, failures)
  let sum = 0
  for (let inBad = bad.failures; inBad <= Math.min(failures, badRuns); inBad++) {
    if (failures - inBad > goodRuns) continue
    sum += Math.exp(logChoose(badRuns, inBad) + logChoose(goodRuns, failures - inBad) - all)
  }
  return Math.min(1, sum)
}

const LOG_FACTORIALS = [0]

function logFactorial(n: number): number {
  for (let at = LOG_FACTORIALS.length; at <= n; at++) LOG_FACTORIALS.push((LOG_FACTORIALS[at - 1] ?? 0) + Math.log(at))
  return LOG_FACTORIALS[n] ?? 0
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k)
