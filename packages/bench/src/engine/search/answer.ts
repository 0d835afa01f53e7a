import type { CommitGraph, Outcome } from '@kbisect/bisect'

/** Whether a search named the culprit and nothing else. */
export function isRight(graph: CommitGraph, outcome: Outcome | undefined, culprit: number): boolean {
  return outcome?.kind === 'culprit' && graph.indexOf(outcome.commit) === culprit
}

/** Whether it named some commits with the culprit among them. */
export function isRangeWith(graph: CommitGraph, outcome: Outcome | undefined, culprit: number): boolean {
  return outcome?.kind === 'range' && outcome.commits.includes(graph.ids[culprit] ?? '')
}
