import type { CommitGraph } from './commit-graph.ts'
import { contentsOf, kernelNumber } from './kernel.ts'
import { explainWithoutOrder, type NotMonotone } from './not-monotone.ts'
import type { Partition } from './partition.ts'
import { NO_CHANGE_PRIOR, NOT_MONOTONE_PRIOR } from './prior.ts'
import { ANY_SAME_RATE, logMomentOf, logSum, type RateComponent, type WeightedRate } from './rates.ts'
import type { Tally } from './terms.ts'

/**
 * How one part of the candidates expects further runs to end: weights of the components, after the
 * runs so far.
 */
export interface PartBelief {
  readonly withChange: Tally
  readonly without: Tally
  /** By component of the model; they sum to one. */
  readonly weights: readonly number[]
  /** Probability that the next run of a kernel with the change fails, and of one without it. */
  readonly bad: number
  readonly good: number
}

// How seldom a person's word is wrong. Enough to lead a search of any size; runs all around that
// say otherwise make it inconsistent.
const WRONG = 1e-9
const EVEN_ODDS = Math.log(0.5)

/** The posterior under one model of the failure rates. */
export interface Belief {
  readonly model: readonly RateComponent[]
  /** How kernels fail if no commit changed it. */
  readonly unchanged: readonly WeightedRate[]
  readonly commits: Float64Array
  readonly parts: readonly PartBelief[]
  /** Likelihood of each part, relative to the best one. */
  readonly likelihood: Float64Array
  readonly noChange: number
  readonly notMonotone: number
  /** What that hypothesis says. */
  readonly unordered: NotMonotone
}

/**
 * Bayes' rule over three kinds of hypotheses: each single commit, no change at all, and a failure
 * that came and went. A run fails with one rate where the change is in and with another where it is
 * not; both are unknown and integrated out. What a person says of a kernel is right or {@link
 * WRONG}; whoever says it says that there is a change.
 *
 * @param prior by index; what it lacks to one is nobody's
 */
export function believe(
  graph: CommitGraph,
  partition: Partition,
  prior: Float64Array,
  model: readonly RateComponent[],
  unchanged: readonly WeightedRate[] = ANY_SAME_RATE,
): Belief {
  const parts: PartBelief[] = []
  const logs = new Float64Array(partition.withChange.length)
  const said = partition.overrides.length
  const runs = new Float64Array(partition.withChange.length)
  for (const [part, withChange] of partition.withChange.entries()) {
    const without = {
      failures: partition.total.failures - withChange.failures,
      passes: partition.total.passes - withChange.passes,
    }
    const terms = model.map(
      ({ logWeight, bad, good }) =>
        logWeight +
        bad.logMoment(withChange.failures, withChange.passes) +
        good.logMoment(without.failures, without.passes),
    )
    const log = logSum(terms)
    runs[part] = log
    const wrong = partition.against[part] ?? 0
    logs[part] = log + wrong * Math.log(WRONG) + (said - wrong) * Math.log1p(-WRONG)
    parts.push(
      partBelief(
        model,
        withChange,
        without,
        terms.map((term) => Math.exp(term - log)),
      ),
    )
  }

  const noChangeLog =
    Math.log(NO_CHANGE_PRIOR) +
    logMomentOf(unchanged, partition.total.failures, partition.total.passes) +
    said * Math.log(WRONG)
  const share = Math.log(1 - NO_CHANGE_PRIOR - NOT_MONOTONE_PRIOR)
  const best = likeliest(partition, prior, logs)
  const bestPart = best === undefined ? -Infinity : (logs[partition.partOf[best] ?? 0] ?? 0)
  const notMonotone = withoutOrder(graph, partition, parts, best)
  const bestRuns = best === undefined ? -Infinity : (runs[partition.partOf[best] ?? 0] ?? 0)
  const notMonotoneLog = Math.log(NOT_MONOTONE_PRIOR) + bestRuns + notMonotone.logAdvantage + said * EVEN_ODDS
  const most = Math.max(noChangeLog, notMonotoneLog, bestPart + share)
  const likelihood = logs.map((log) => Math.exp(log + share - most))
  const commits = new Float64Array(graph.size)
  let sum = Math.exp(noChangeLog - most) + Math.exp(notMonotoneLog - most)
  for (let at = 0; at < commits.length; at++) {
    // A part whose commits are all ruled out may explain the runs beyond all measure: nothing times
    // that is nothing.
    const own = prior[at] ?? 0
    const weight = own === 0 ? 0 : own * (likelihood[partition.partOf[at] ?? 0] ?? 0)
    commits[at] = weight
    sum += weight
  }
  for (let at = 0; at < commits.length; at++) commits[at] = (commits[at] ?? 0) / sum
  const relative = logs.map((log) => (bestPart === -Infinity ? 0 : Math.exp(log - bestPart)))
  return {
    model,
    unchanged,
    commits,
    parts,
    likelihood: relative,
    noChange: Math.exp(noChangeLog - most) / sum,
    notMonotone: Math.exp(notMonotoneLog - most) / sum,
    unordered: notMonotone,
  }
}

/** A commit that explains the runs as well as any, if there is one that may be the culprit. */
function likeliest({ partOf }: Partition, prior: Float64Array, logs: Float64Array): number | undefined {
  let best: number | undefined
  let most = -Infinity
  for (let at = 0; at < prior.length; at++) {
    const log = logs[partOf[at] ?? 0] ?? 0
    if (prior[at] === 0 || log <= most) continue
    most = log
    best = at
  }
  return best
}

function withoutOrder(
  graph: CommitGraph,
  partition: Partition,
  parts: readonly PartBelief[],
  best: number | undefined,
): NotMonotone {
  const part = best === undefined ? undefined : parts[partition.partOf[best] ?? 0]
  const { tested, total } = partition
  const haveIt = tested.filter((one) => best !== undefined && contentsOf(graph, one)[best] === 1)
  return explainWithoutOrder(
    graph,
    partition,
    new Set(haveIt.map((one) => kernelNumber(graph, one))),
    part?.withChange ?? total,
    part?.without ?? { passes: 0, failures: 0 },
  )
}

function partBelief(
  model: readonly RateComponent[],
  withChange: Tally,
  without: Tally,
  weights: readonly number[],
): PartBelief {
  let bad = 0
  let good = 0
  for (const [at, { bad: ofBad, good: ofGood }] of model.entries()) {
    const weight = weights[at] ?? 0
    bad += weight * ofBad.mean(withChange.failures, withChange.passes)
    good += weight * ofGood.mean(without.failures, without.passes)
  }
  return { withChange, without, weights, bad, good }
}

/** Share of the commits' probability that lies on each commit and its ancestors. */
export function badness(graph: CommitGraph, belief: Belief): Float64Array {
  const sums = graph.ancestorSums(belief.commits)
  const all = belief.commits.reduce((sum, one) => sum + one, 0)
  return all > 0 ? sums.map((sum) => sum / all) : sums
}

/** 2 to the entropy over the commits: as unsure as among so many equal ones. */
export function effectiveCount(belief: Belief): number {
  const all = belief.commits.reduce((sum, one) => sum + one, 0)
  if (all <= 0) return 0
  let entropy = 0
  for (const one of belief.commits) if (one > 0) entropy -= (one / all) * Math.log2(one / all)
  return 2 ** entropy
}
