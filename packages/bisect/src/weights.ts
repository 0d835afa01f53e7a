import type { CommitGraph } from './commit-graph.ts'

/**
 * For each candidate, how many candidates are it or an ancestor of it: what is left when it turns
 * out bad. A commit with one parent among the candidates weighs one more than that parent; only
 * merges are counted by walking. Source: `count_distance` and `do_find_bisection` in git's
 * bisect.c.
 *
 * @param candidates 1 for each commit that may be the culprit
 * @returns weights, 0 for commits that are no candidates
 */
export function weigh(graph: CommitGraph, candidates: Uint8Array): Uint32Array {
  const weights = new Uint32Array(graph.size)
  const seen = new Uint32Array(graph.size)
  for (let at = 0; at < graph.size; at++) {
    if (!candidates[at]) continue
    const parents = graph.parentsOf(at).filter((parent) => candidates[parent])
    const [only] = parents
    if (only === undefined) weights[at] = 1
    else if (parents.length === 1) weights[at] = (weights[only] ?? 0) + 1
    else weights[at] = countAncestors(graph, candidates, at, seen)
  }
  return weights
}

// `seen` holds the number of the walk that saw a commit last, so that it needs no clearing between
// walks.
function countAncestors(graph: CommitGraph, candidates: Uint8Array, from: number, seen: Uint32Array): number {
  const walk = from + 1
  const todo = [from]
  seen[from] = walk
  let count = 0
  for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
    count++
    for (const parent of graph.parentsOf(at)) {
      if (!candidates[parent] || seen[parent] === walk) continue
      seen[parent] = walk
      todo.push(parent)
    }
  }
  return count
}
