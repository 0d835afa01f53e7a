import type { CommitGraph } from './commit-graph.ts'

/**
 * How likely each commit is to be testable, given those that were not: neighbours of a broken commit are often broken too.
 * Falls to 0 at a skipped commit and recovers with the distance d in commits as 1 − 1/(1 + (d/s)²), where s is the length of the
 * longest run of skipped commits seen so far.
 */
export function testability(graph: CommitGraph, skipped: readonly number[]): Float64Array {
  const likely = new Float64Array(graph.size).fill(1)
  if (skipped.length === 0) return likely
  const distances = distancesFrom(graph, skipped)
  const reach = Math.max(1, widestStretch(graph, skipped))
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

// Skipped commits that are known one by one rarely touch: the stretch is measured between the outermost of a chain of them.
function widestStretch(graph: CommitGraph, skipped: readonly number[]): number {
  const inSkipped = new Set(skipped)
  let widest = 0
  for (const start of skipped) {
    let length = 1
    for (let at: number | undefined = start; at !== undefined; ) {
      at = graph.parentsOf(at).find((parent) => inSkipped.has(parent))
      if (at !== undefined) length++
    }
    widest = Math.max(widest, length)
  }
  return widest
}
