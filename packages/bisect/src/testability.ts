import type { CommitGraph } from './commit-graph.ts'
import type { Tested } from './partition.ts'

// Before anything is known, a kernel that is as good as any other is broken so seldom.
const BROKEN_SELDOM = 0.02

/**
 * How likely each commit can be tested, by index, given those that could not. What breaks commits comes in stretches of unknown
 * length; every order of magnitude is as likely as any other, so from a broken commit the chance to be out of its stretch grows
 * with the logarithm of the distance, and falls the wider the stretch is known to be. A testable commit ends the stretch.
 *
 * Distance is the number of commits by which the histories of two commits differ (the symmetric difference of their ancestor
 * sets): a metric, so that "between" has a meaning on any graph.
 */
export function testability(graph: CommitGraph, tested: readonly Tested[]): Float64Array {
  const likely = new Float64Array(graph.size).fill(1)
  const lost = shareOfLostRuns(tested)
  const broken = tested.filter((one) => brokenness(one, lost) > 0.5)
  for (const one of tested) likely[one.at] = 1 - brokenness(one, lost)
  if (broken.length === 0) return likely
  const sound = tested.filter((one) => one.passes + one.fails > 0 || (one.image !== undefined && one.others === 0))
  const known = new Set(tested.map(({ at }) => at))
  const distances = new Map([...broken, ...sound].map(({ at }) => [at, distancesFrom(graph, at)]))
  const between = (from: number, to: number): number => distances.get(from)?.[to] ?? 0
  for (const { at: source } of broken) {
    const away = distances.get(source)
    if (!away) continue
    const others = broken.filter(({ at }) => at !== source)
    for (let at = 0; at < graph.size; at++) {
      if (known.has(at)) continue
      const distance = away[at] ?? 0
      let ended = false
      let limit = graph.size
      for (const { at: stop } of sound) {
        const toStop = between(source, stop)
        const fromStop = between(stop, at)
        if (toStop + fromStop === distance) ended = true
        else if (distance + fromStop === toStop) limit = Math.min(limit, toStop)
      }
      if (ended) continue
      let seen = 0
      for (const { at: other } of others) {
        const behind = between(source, other)
        if (
          between(other, at) === behind + distance &&
          !sound.some(({ at: stop }) => between(source, stop) + between(stop, other) === behind)
        )
          seen = Math.max(seen, behind)
      }
      const still = survival(seen, distance, limit)
      likely[at] = Math.min(likely[at] ?? 1, 1 - still)
    }
  }
  return likely
}

// Probability that a stretch that reaches as far as `seen` goes on for `distance` more, if it ends before `seen + limit`.
function survival(seen: number, distance: number, limit: number): number {
  const tail = (length: number) => Math.log((1 + seen + limit) / (1 + length))
  return Math.max(0, tail(seen + distance) / tail(seen))
}

/** Share of runs that died of something else on kernels that could be tested all the same. */
function shareOfLostRuns(tested: readonly Tested[]): number {
  let lost = 0
  let all = 0
  for (const { passes, fails, others } of tested) {
    if (passes + fails === 0) continue
    lost += others
    all += passes + fails + others
  }
  return (lost + 0.5) / (all + 2)
}

/** Probability that a commit cannot be tested at all. Runs that died of something else may have done so by chance. */
export function brokenness({ passes, fails, others, untestable }: Tested, lost: number): number {
  if (untestable) return 1
  if (passes + fails > 0 || others === 0) return 0
  const byChance = (1 - BROKEN_SELDOM) * lost ** others
  return BROKEN_SELDOM / (BROKEN_SELDOM + byChance)
}

function distancesFrom(graph: CommitGraph, from: number): Float64Array {
  const counts = graph.ancestorCounts()
  const shared = graph.ancestorSums(graph.ancestorsOf(from))
  const own = counts[from] ?? 0
  return shared.map((common, at) => own + (counts[at] ?? 0) - 2 * common)
}
