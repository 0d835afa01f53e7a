import { fisherExact } from './fisher-exact.ts'
import { anyRate, logSum, rateMixture } from './rates.ts'
import type { Tally } from './terms.ts'

// Ranges are asked about because something was seen to fail; rarer failures are more often asked
// about twice.
const ENDS = rateMixture({ solid: 0.52, intermittent: 0.34, free: 0.14 })
// The boundaries differ when that is fifty times as likely as that they do not: a false alarm in
// one case of fifty at most (Ville's inequality).
const SURE = 0.98
// With all runs spent, and no more looks to come, this is enough.
const SURE_ENOUGH_AT_LAST = 0.9
// Or this: equal rates differ so much in one case of fifty. The odds above compare with every other
// pair of rates, most of which explain a middling difference badly; Fisher's test asks equal rates
// alone. With the looks before, revisions of equal rates are taken for different ones in less than
// one case of twenty, whatever the rate.
const CHANCE_AT_LAST = 0.02
// Who asks for so few runs takes their word.
const FEW_RUNS = 5
// They are alike when a difference has become this unlikely; if the bad revision failed more often
// so far, only when hardly any is left.
const ALIKE = 0.008
const ALIKE_AGAINST_APPEARANCES = 0.002
// A good revision that failed this often and never passed is not good: one that fails in half of
// its runs does so in one case of 128.
const GOOD_REVISION_FAILS = 7
const FIRST_BAD_RUNS = 3
const FIRST_GOOD_RUNS = 2
const NEXT_RUNS = 1

export interface GateLimits {
  /** Most runs of each boundary. */
  readonly most: number
  /** Runs of the bad revision after which a failure that was never seen is not there. */
  readonly quiet: number
  /**
   * How probable a difference must be before the boundaries differ; default 0.98, a false alarm in
   * one case of fifty. Who asks often and by itself needs more.
   */
  readonly sure?: number
}

/**
 * 60 runs of a boundary are enough for a failure that shows in three of ten; 20 quiet ones hide
 * that in one case of a thousand.
 */
export const GATE_LIMITS: GateLimits = { most: 60, quiet: 20 }

export type Gate =
  | { readonly kind: 'run'; readonly end: 'bad' | 'good'; readonly runs: number }
  | { readonly kind: 'differ' }
  /**
   * `never-failed`: the bad revision passes; `good-fails`: the good revision fails as well;
   * `alike`: both fail now and then.
   */
  | { readonly kind: 'not-reproduced'; readonly reason: 'never-failed' | 'good-fails' | 'alike' }

/**
 * Whether the boundaries differ, as a sequential test: after each run either enough is known or the
 * end is named whose next runs tell more. The bad revision comes first, as most searches that
 * cannot succeed fail there. A solid failure takes five runs.
 */
export function checkBoundaries(bad: Tally, good: Tally, limits: GateLimits = GATE_LIMITS): Gate {
  const badRuns = bad.failures + bad.passes
  const goodRuns = good.failures + good.passes
  if (bad.failures === 0) {
    const most = Math.min(limits.quiet, limits.most)
    if (badRuns >= most) return { kind: 'not-reproduced', reason: 'never-failed' }
    const runs = badRuns === 0 ? FIRST_BAD_RUNS : NEXT_RUNS
    return { kind: 'run', end: 'bad', runs: Math.min(runs, most - badRuns) }
  }
  if (badRuns < Math.min(FIRST_BAD_RUNS, limits.most))
    return { kind: 'run', end: 'bad', runs: Math.min(FIRST_BAD_RUNS, limits.most) - badRuns }
  if (goodRuns === 0) return { kind: 'run', end: 'good', runs: Math.min(FIRST_GOOD_RUNS, limits.most) }
  if (good.passes === 0 && good.failures >= GOOD_REVISION_FAILS) return { kind: 'not-reproduced', reason: 'good-fails' }

  const differ = probabilityOfDifference(bad, good)
  const { sure = SURE } = limits
  if (differ >= sure) return { kind: 'differ' }
  const full = { bad: badRuns >= limits.most, good: goodRuns >= limits.most }
  const atLast = () => differ >= sureAtLast(limits) || fisherExact(bad, good) <= CHANCE_AT_LAST
  if (limits.sure === undefined && full.bad && full.good && atLast()) return { kind: 'differ' }
  const alike = rateOf(bad) > rateOf(good) ? ALIKE_AGAINST_APPEARANCES : ALIKE
  if (differ <= alike || (full.bad && full.good)) return { kind: 'not-reproduced', reason: alikeHow(good) }
  const end = full.bad ? 'good' : full.good || goodRuns > badRuns ? 'bad' : 'good'
  const left = limits.most - (end === 'bad' ? badRuns : goodRuns)
  return { kind: 'run', end, runs: Math.min(NEXT_RUNS, left) }
}

const sureAtLast = ({ most }: GateLimits): number => (most < FEW_RUNS ? 0.5 : SURE_ENOUGH_AT_LAST)

const alikeHow = ({ failures, passes }: Tally) => (failures > passes ? 'good-fails' : 'alike')

/**
 * Whether the boundaries have rates of their own, the bad one's the higher, against one rate for
 * both; both as likely before any run.
 */
function probabilityOfDifference(bad: Tally, good: Tally): number {
  const either = differenceEitherWay(bad, good)
  return rateOf(bad) > rateOf(good) ? either : Math.min(0.5, either)
}

const rateOf = ({ failures, passes }: Tally): number => failures / (failures + passes)

function differenceEitherWay(bad: Tally, good: Tally): number {
  const two = logSum(
    ENDS.map(
      (rates) =>
        rates.logWeight +
        rates.bad.logMoment(bad.failures, bad.passes) +
        rates.good.logMoment(good.failures, good.passes),
    ),
  )
  const one = anyRate.logMoment(bad.failures + good.failures, bad.passes + good.passes)
  return 1 / (1 + Math.exp(one - two))
}
