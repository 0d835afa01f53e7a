import type { Revision } from '@kbisect/contracts'

type Result = Revision['results'][number]

/** Results of a revision on one target, by test. */
export type Cell = readonly Result[]

export interface RevisionMatrix {
  /** Names of targets: the most tested first. */
  readonly targets: readonly string[]
  readonly rows: readonly { readonly revision: Revision; readonly cells: readonly Cell[] }[]
}

/** Revisions by targets, in the order in which the revisions came. */
export function revisionMatrix(revisions: readonly Revision[]): RevisionMatrix {
  const seen = new Map<string, number>()
  for (const { results } of revisions) for (const { target } of results) seen.set(target, (seen.get(target) ?? 0) + 1)
  const targets = [...seen]
    .sort(([a, times], [b, others]) => others - times || a.localeCompare(b))
    .map(([target]) => target)
  return {
    targets,
    rows: revisions.map((revision) => ({
      revision,
      cells: targets.map((target) => revision.results.filter((result) => result.target === target)),
    })),
  }
}
