import type { CommitGraph } from './commit-graph.ts'
import type { Tested } from './partition.ts'
import { type UntestableRegion, untestableRegions } from './untestable-regions.ts'

// Before anything is known, a kernel that is as good as any other is broken so seldom.
const BROKEN_SELDOM = 0.02

/** What can be tested. */
export interface Testability {
  /** By index: the probability that the commit can be tested. */
  readonly likely: Float64Array
  readonly regions: readonly UntestableRegion[]
}

/**
 * How likely each commit can be tested, given those that could not: neighbours of a broken commit
 * are often broken too.
 */
export function testability(graph: CommitGraph, tested: readonly Tested[]): Testability {
  const likely = new Float64Array(graph.size).fill(1)
  const lost = shareOfLostRuns(tested)
  const broken = tested.filter((one) => brokenness(one, lost) > 0.5)
  const sound = tested.filter((one) => one.passes + one.failures > 0 || (one.image !== undefined && one.others === 0))
  const regions = broken.length === 0 ? [] : untestableRegions(graph, broken, sound)
  for (const { hasBreak, hasFix } of regions) {
    for (let at = 0; at < graph.size; at++) {
      likely[at] = (likely[at] ?? 1) * (1 - (hasBreak[at] ?? 0) * (1 - (hasFix[at] ?? 0)))
    }
  }
  for (const one of tested) likely[one.at] = 1 - brokenness(one, lost)
  return { likely, regions }
}

/**
 * The probability that further runs of a kernel that is there answer, and do not die of something
 * else.
 */
export function chanceToAnswer(tested: readonly Tested[]): (one: Tested) => number {
  const lost = shareOfLostRuns(tested)
  return (one) => 1 - brokenness(one, lost)
}

/** Share of runs that died of something else on kernels that could be tested all the same. */
function shareOfLostRuns(tested: readonly Tested[]): number {
  let lost = 0
  let all = 0
  for (const { passes, failures, others } of tested) {
    if (passes + failures === 0) continue
    lost += others
    all += passes + failures + others
  }
  return (lost + 0.5) / (all + 2)
}

/**
 * Probability that a commit cannot be tested at all. Runs that died of something else may have done
 * so by chance.
 */
function brokenness({ passes, failures, others, untestable }: Tested, lost: number): number {
  if (untestable) return 1
  if (passes + failures > 0 || others === 0) return 0
  const byChance = (1 - BROKEN_SELDOM) * lost ** others
  return BROKEN_SELDOM / (BROKEN_SELDOM + byChance)
}
