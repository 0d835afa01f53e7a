import type { CommitGraph } from '@kbisect/bisect'

/** What is known of a commit of a side, merged with the other side. `lost`: it cannot be tested. */
export type SideAnswer = 'good' | 'bad' | 'lost' | 'untested'

export type SideSplit =
  /** Test this one next. */
  | { readonly kind: 'test'; readonly commit: string }
  | { readonly kind: 'found'; readonly commit: string }
  /**
   * What is left cannot be told apart; empty when the side has no commits of its own in the range.
   */
  | { readonly kind: 'range'; readonly commits: readonly string[] }

/**
 * The commits of the range that a tip has and another one does not have, in the order of the range.
 */
export function sideCommits(graph: CommitGraph, tip: string, other: string): string[] {
  const at = graph.indexOf(tip)
  if (at === undefined) return []
  const own = graph.ancestorsOf(at)
  const shared = graph.indexOf(other)
  const theirs = shared === undefined ? new Uint8Array(graph.size) : graph.ancestorsOf(shared)
  return graph.ids.filter((_, index) => own[index] === 1 && theirs[index] !== 1)
}

/**
 * Where to halve a side next, by the rule of git bisect: the commit whose ancestors among those
 * left come nearest to half of them. Commits that are predicted to change nothing are left out for
 * as long as others are left.
 */
export function splitSide(
  graph: CommitGraph,
  side: readonly string[],
  about: { readonly predicted: ReadonlySet<string>; answer(commit: string): SideAnswer },
): SideSplit {
  const answers = new Map(side.map((commit) => [commit, about.answer(commit)]))
  const possible = side.filter((commit) => fits(graph, commit, answers))
  const candidates = possible.filter((commit) => !about.predicted.has(commit))
  const left = candidates.length > 0 ? candidates : possible
  const [only] = left
  if (left.length === 1 && only !== undefined) return { kind: 'found', commit: only }
  const half = left.length / 2
  let best: { commit: string; distance: number } | undefined
  for (const commit of left) {
    if (answers.get(commit) !== 'untested') continue
    const before = left.filter((one) => isAncestor(graph, one, commit)).length
    // A commit that has all of them teaches nothing.
    if (before === left.length) continue
    const distance = Math.abs(before - half)
    if (best === undefined || distance < best.distance) best = { commit, distance }
  }
  return best ? { kind: 'test', commit: best.commit } : { kind: 'range', commits: left }
}

/** Whether a commit can be the first bad one: every bad commit has it, and no good one. */
function fits(graph: CommitGraph, commit: string, answers: ReadonlyMap<string, SideAnswer>): boolean {
  for (const [tested, answer] of answers) {
    if (answer === 'bad' && !isAncestor(graph, commit, tested)) return false
    if (answer === 'good' && isAncestor(graph, commit, tested)) return false
  }
  return true
}

function isAncestor(graph: CommitGraph, ancestor: string, descendant: string): boolean {
  const from = graph.indexOf(ancestor)
  const to = graph.indexOf(descendant)
  return from !== undefined && to !== undefined && graph.ancestorsOf(to)[from] === 1
}
