import type { CommitGraph } from './commit-graph.ts'
import { kernelNumber } from './kernel.ts'
import type { Partition } from './partition.ts'
import type { Tally } from './terms.ts'

/** The failure came and went: every tested kernel has it or not, whatever its ancestors have. */
export interface NotMonotone {
  /**
   * Natural logarithm of how much better this explains the runs than the best single commit does.
   */
  readonly logAdvantage: number
  /** Probability that a run fails, with the failure in the kernel and without it. */
  readonly bad: number
  readonly good: number
  /** Probability that a tested kernel has the failure, by its {@link kernelNumber}. */
  readonly has: ReadonlyMap<number, number>
}

// Steps of expectation–maximisation; the two rates are far apart, so that it settles at once.
const STEPS = 4

/**
 * Each tested kernel has the failure or not with even odds, and both kinds have a rate of their
 * own. Sums over all combinations factor once the rates are given, and these are estimated
 * (expectation–maximisation, begun at what the best single commit says). Both sides of the
 * comparison use estimated rates, so that neither is paid for more freedom than the other.
 *
 * @param haveIt {@link kernelNumber}s of the tested kernels that have the change if the best single
 * commit is the culprit
 */
export function explainWithoutOrder(
  graph: CommitGraph,
  partition: Partition,
  haveIt: ReadonlySet<number>,
  withChange: Tally,
  without: Tally,
): NotMonotone {
  const { before } = partition
  const tested = partition.tested.map((one) => ({ ...one, kernel: kernelNumber(graph, one) }))
  // The bad revision was checked: it is no question.
  const last = tested.find(({ kernel, failures }) => kernel === graph.size - 1 && failures > 0)
  const open = tested.filter((one) => one !== last)
  const end = last ?? { passes: 0, failures: 0 }
  const single = { bad: rateOf(withChange), good: rateOf(without) }
  const ordered = open.reduce(
    (sum, one) => sum + logOf(haveIt.has(one.kernel) ? single.bad : single.good, one),
    logOf(single.bad, end) + logOf(single.good, before),
  )
  // Where the best single commit takes passes for the failure, only the boundaries lead to the
  // right rates.
  const asSingle = settle(single, open, end, before)
  const asBoundaries = settle({ bad: rateOf(end), good: rateOf(before) }, open, end, before)
  const { rates, has, log } = asBoundaries.log > asSingle.log ? asBoundaries : asSingle
  if (last) has.set(last.kernel, 1)
  return { logAdvantage: log - ordered, bad: rates.bad, good: rates.good, has }
}

interface Rates {
  readonly bad: number
  readonly good: number
}

interface Numbered extends Tally {
  readonly kernel: number
}

/** Rates that explain the runs better than those it begins with, and how well they do. */
function settle(begin: Rates, open: readonly Numbered[], end: Tally, before: Tally) {
  let rates = begin
  let has = new Map<number, number>()
  for (let step = 0; step < STEPS; step++) {
    has = new Map(open.map((one) => [one.kernel, probabilityOfBad(one, rates)]))
    rates = estimate(open, has, end, before)
  }
  let log = logOf(rates.bad, end) + logOf(rates.good, before)
  for (const one of open) {
    const [bad, good] = [logOf(rates.bad, one), logOf(rates.good, one)]
    const most = Math.max(bad, good)
    log += Math.log(0.5) + most + Math.log(Math.exp(bad - most) + Math.exp(good - most))
  }
  return { rates, has, log }
}

const rateOf = ({ failures, passes }: Tally): number => (failures + 0.5) / (failures + passes + 1)

const logOf = (rate: number, { failures, passes }: Tally): number =>
  failures * Math.log(rate) + passes * Math.log1p(-rate)

function probabilityOfBad(one: Tally, rates: Rates): number {
  return 1 / (1 + Math.exp(logOf(rates.good, one) - logOf(rates.bad, one)))
}

function estimate(open: readonly Numbered[], has: ReadonlyMap<number, number>, end: Tally, before: Tally): Rates {
  const bad = { failures: end.failures, passes: end.passes }
  const good = { failures: before.failures, passes: before.passes }
  for (const { kernel, failures, passes } of open) {
    const share = has.get(kernel) ?? 0.5
    bad.failures += share * failures
    bad.passes += share * passes
    good.failures += (1 - share) * failures
    good.passes += (1 - share) * passes
  }
  return { bad: rateOf(bad), good: rateOf(good) }
}
