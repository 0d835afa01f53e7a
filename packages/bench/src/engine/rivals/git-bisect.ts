import type { CommitGraph } from '@kbisect/bisect'
import { type GitStep, gitNext } from './git-rule.ts'

/** What a test program tells git. */
export type GitAnswer = 'good' | 'bad' | 'skip'

export interface GitEnd {
  /** undefined: not one commit, as the rest could not be tested. */
  readonly culprit: number | undefined
  /** In the order in which they were tested. */
  readonly tested: readonly number[]
  /** The commits that it names, when it names several. */
  readonly range: readonly number[]
}

/**
 * A `git bisect run` with git's rule, between an end known to be bad, the tip, and a good one
 * before the range.
 */
export function gitBisect(graph: CommitGraph, test: (at: number) => GitAnswer): GitEnd {
  const candidates = new Uint8Array(graph.size).fill(1)
  const skipped = new Set<number>()
  const tested: number[] = []
  let bad = graph.size - 1
  for (;;) {
    const step: GitStep = gitNext(graph, candidates, bad, skipped)
    if (step.kind === 'found') return { culprit: step.at, tested, range: [] }
    if (step.kind === 'range') return { culprit: undefined, tested, range: rangeOf(candidates, skipped, bad) }
    tested.push(step.at)
    const answer = test(step.at)
    if (answer === 'skip') {
      skipped.add(step.at)
      continue
    }
    const ancestors = graph.ancestorsOf(step.at)
    if (answer === 'bad') bad = step.at
    for (let at = 0; at < graph.size; at++) if (Boolean(ancestors[at]) === (answer === 'good')) candidates[at] = 0
  }
}

function rangeOf(candidates: Uint8Array, skipped: ReadonlySet<number>, bad: number): number[] {
  const range: number[] = []
  for (let at = 0; at < candidates.length; at++) if (candidates[at] && (skipped.has(at) || at === bad)) range.push(at)
  return range
}
