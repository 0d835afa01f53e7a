import type { Tally } from './terms.ts'

/**
 * Fisher's exact test, one-sided: the probability that `bad` has at least so many failures if both
 * tallies have the same failure rate, given how many runs failed in all. 1 where there were no
 * runs.
 */
export function fisherExact(bad: Tally, good: Tally): number {
  const [badRuns, goodRuns] = [bad.fails + bad.passes, good.fails + good.passes]
  const fails = bad.fails + good.fails
  const all = logChoose(badRuns + goodRuns, fails)
  let sum = 0
  for (let inBad = bad.fails; inBad <= Math.min(fails, badRuns); inBad++) {
    if (fails - inBad > goodRuns) continue
    sum += Math.exp(logChoose(badRuns, inBad) + logChoose(goodRuns, fails - inBad) - all)
  }
  return Math.min(1, sum)
}

const LOG_FACTORIALS = [0]

function logFactorial(n: number): number {
  for (let at = LOG_FACTORIALS.length; at <= n; at++) LOG_FACTORIALS.push((LOG_FACTORIALS[at - 1] ?? 0) + Math.log(at))
  return LOG_FACTORIALS[n] ?? 0
}

const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k)
