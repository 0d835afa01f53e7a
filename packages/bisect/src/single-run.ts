import type { Belief } from './belief.ts'
import type { CommitGraph } from './commit-graph.ts'
import { entropy } from './information.ts'
import { contentSums, kernelNumber } from './kernel.ts'
import type { Partition } from './partition.ts'
import { meanOf } from './rates.ts'

/**
 * For every commit, the information that one run of its kernel gives about the hypotheses, in bits.
 * Three sums over ancestors give it for all of them at once: the chance to fail and the entropy
 * that is left are both linear in the probability that lies on a commit's ancestors.
 *
 * @param patch index of a commit that is applied on top of each
 */
export function singleRunInformation(
  graph: CommitGraph,
  partition: Partition,
  belief: Belief,
  patch?: number,
): Float64Array {
  const { commits, parts, noChange, notMonotone } = belief
  const failing = new Float64Array(graph.size)
  const unsure = new Float64Array(graph.size)
  let failsWithout = 0
  let unsureWithout = 0
  const known = parts.map((part) => ({
    good: part.good,
    goodEntropy: entropy(part.good),
    rise: part.bad - part.good,
    entropyRise: entropy(part.bad) - entropy(part.good),
  }))
  for (let at = 0; at < failing.length; at++) {
    const mass = commits[at] ?? 0
    const part = known[partition.partOf[at] ?? 0]
    if (!part) continue
    failing[at] = mass * part.rise
    unsure[at] = mass * part.entropyRise
    failsWithout += mass * part.good
    unsureWithout += mass * part.goodEntropy
  }
  const plain = meanOf(belief.unchanged, partition.total.failures, partition.total.passes)
  failsWithout += noChange * plain
  unsureWithout += noChange * entropy(plain)
  const { has, bad, good } = belief.unordered
  const failures = contentSums(graph, failing, patch)
  const left = contentSums(graph, unsure, patch)
  return failures.map((sum, at) => {
    const share = has.get(kernelNumber(graph, { at, patch })) ?? 0.5
    const rate = share * bad + (1 - share) * good
    const outcome = failsWithout + sum + notMonotone * rate
    return Math.max(0, entropy(outcome) - (unsureWithout + (left[at] ?? 0) + notMonotone * entropy(rate)))
  })
}
