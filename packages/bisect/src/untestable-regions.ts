import type { CommitGraph } from './commit-graph.ts'
import type { Tested } from './partition.ts'

/**
 * A region of commits that cannot be tested: those that have the commit that broke them and not
 * the one that fixed them.
 */
export interface UntestableRegion {
  /** By index: the probability that the commit's history has the break, and the fix. */
  readonly hasBreak: Float64Array
  readonly hasFix: Float64Array
  /**
   * Commits that may be the fix: no broken commit has them, and every testable descendant of a
   * broken one does.
   */
  readonly fixes: readonly number[]
}

/**
 * Where broken commits were found, and how far the regions around them may reach. Their lengths
 * are unknown; every order of magnitude is as likely as any other. On a chain a region is an
 * interval; on any graph it is what has one commit in its history, the break, and lacks another,
 * the fix. A break with b commits from it to those found broken, and a fix with f commits from
 * these to it, have a weight of 1/b and 1/f. (Numbers of ancestors are no distances: they put the
 * parents of a merge hundreds of commits away from it.)
 */
export function untestableRegions(
  graph: CommitGraph,
  broken: readonly Tested[],
  sound: readonly Tested[],
): UntestableRegion[] {
  return clustersOf(graph, broken, sound).map((members) => locate(graph, members, sound))
}

/** Broken commits with a testable one between them belong to different regions. */
function clustersOf(graph: CommitGraph, broken: readonly Tested[], sound: readonly Tested[]): Tested[][] {
  const clusters: Tested[][] = []
  const parted = (early: Tested, late: Tested) =>
    sound.some(({ at }) => graph.ancestorsOf(at)[early.at] === 1 && graph.ancestorsOf(late.at)[at] === 1)
  for (const one of [...broken].sort((a, b) => a.at - b.at)) {
    const home = clusters.find((members) => !members.some((member) => parted(member, one)))
    if (home) home.push(one)
    else clusters.push([one])
  }
  return clusters
}

function locate(graph: CommitGraph, members: readonly Tested[], sound: readonly Tested[]): UntestableRegion {
  const size = graph.size
  const common = new Uint8Array(size).fill(1)
  const union = new Uint8Array(size)
  for (const { at } of members) {
    const ancestors = graph.ancestorsOf(at)
    for (let i = 0; i < size; i++) {
      if (ancestors[i]) union[i] = 1
      else common[i] = 0
    }
  }
  const older = sound.filter(({ at }) => members.some((member) => graph.ancestorsOf(member.at)[at] === 1))
  const later = sound.filter(({ at }) => members.some((member) => graph.ancestorsOf(at)[member.at] === 1))
  const beside = sound.filter((one) => !older.includes(one) && !later.includes(one))
  const between = graph.descendantSums(Float64Array.from(union))
  const after = Float64Array.from(descendantsOfAny(graph, members))
  const afterAll = after.reduce((sum, one) => sum + one, 0)
  const afterWith = graph.descendantSums(after)

  const breaks = new Float64Array(size)
  for (let at = 0; at < size; at++) {
    const possible = common[at] === 1 && !older.some((one) => graph.ancestorsOf(one.at)[at] === 1)
    if (possible) breaks[at] = 1 / (between[at] ?? 1)
  }
  let hasBreak = share(graph, breaks)
  const fixes = new Float64Array(size)
  for (let at = 0; at < size; at++) {
    const possible = union[at] === 0 && later.every((one) => graph.ancestorsOf(one.at)[at] === 1)
    // Who fixes something knows of it: the fix comes after the break.
    if (possible) fixes[at] = (hasBreak[at] ?? 0) / (1 + afterAll - (afterWith[at] ?? 0))
  }
  const hasFix = share(graph, fixes)
  // A testable commit beside the region has not the break, or the fix as well.
  for (const { at } of beside) {
    const ancestors = graph.ancestorsOf(at)
    const fixed = Math.max(0.01, hasFix[at] ?? 0)
    for (let i = 0; i <= at; i++) if (ancestors[i]) breaks[i] = (breaks[i] ?? 0) * fixed
  }
  if (beside.length > 0) hasBreak = share(graph, breaks)
  return { hasBreak, hasFix, fixes: [...fixes.keys()].filter((at) => (fixes[at] ?? 0) > 0) }
}

/** Marks (1) the descendants of these commits, and themselves. */
function descendantsOfAny(graph: CommitGraph, members: readonly Tested[]): Uint8Array {
  const marked = new Uint8Array(graph.size)
  for (const { at } of members) marked[at] = 1
  for (let at = 0; at < graph.size; at++) if (graph.parentsOf(at).some((parent) => marked[parent] === 1)) marked[at] = 1
  return marked
}

/** For each commit, the share of the weights that lies in its history. */
function share(graph: CommitGraph, weights: Float64Array): Float64Array {
  const all = weights.reduce((sum, weight) => sum + weight, 0)
  if (all <= 0) return new Float64Array(graph.size)
  return graph.ancestorSums(weights).map((sum) => Math.min(1, sum / all))
}
