import type { CommitGraph } from './commit-graph.ts'

/**
 * How likely each commit is to be testable, given those that were not: neighbours of a broken commit are often broken too.
 * Falls to 0 at a skipped commit and recovers with the distance d in commits as 1 − 1/(1 + (d/s)²), where s is the length of the
 * widest stretch of skipped commits seen so far.
 *
 * @param skipped commits that could not be tested
 * @param tested commits that could
 */
export function testability(graph: CommitGraph, skipped: readonly number[], tested: readonly number[]): Float64Array {
  const likely = new Float64Array(graph.size).fill(1)
  if (skipped.length === 0) return likely
  const distances = distancesFrom(graph, skipped)
  const reach = widestStretch(skipped, tested)
  for (let at = 0; at < graph.size; at++) {
    const distance = distances[at] ?? -1
    if (distance >= 0) likely[at] = 1 - 1 / (1 + (distance / reach) ** 2)
  }
  return likely
}

// Steps along parent and child edges to the nearest of the given commits; -1 where there is no way.
function distancesFrom(graph: CommitGraph, from: readonly number[]): Int32Array {
  const distances = new Int32Array(graph.size).fill(-1)
  for (const at of from) distances[at] = 0
  let front = [...from]
  for (let distance = 1; front.length > 0; distance++) {
    const next: number[] = []
    for (const at of front) {
      for (const near of [...graph.parentsOf(at), ...graph.childrenOf(at)]) {
        if (distances[near] !== -1) continue
        distances[near] = distance
        next.push(near)
      }
    }
    front = next
  }
  return distances
}

// Skipped commits that were tested one by one rarely touch: a stretch goes on until a commit that could be tested lies in between. Places in
// the topological order stand for distance, which is exact on chains and near enough for a weight elsewhere.
function widestStretch(skipped: readonly number[], testable: readonly number[]): number {
  const order = [...skipped].sort((a, b) => a - b)
  let widest = 1
  let start = order[0] ?? 0
  for (const [i, at] of order.entries()) {
    const before = order[i - 1] ?? at
    if (testable.some((other) => other > before && other < at)) start = at
    widest = Math.max(widest, at - start + 1)
  }
  return widest
}
