import type { WatchedRevision, WatchResult, WatchState } from '@kbisect/contracts'
import type { MarkKind } from '../../../ui/verdict-mark.tsx'

/** Results are drawn as verdicts are; beside each there is its word. */
export const stateMarks: Readonly<Record<WatchState, MarkKind>> = {
  passed: 'good',
  failed: 'bad',
  'does not build': 'bad',
  flaky: 'weak',
  inherited: 'weak',
  'not known': 'skip',
  waiting: 'untested',
  testing: 'untested',
}

export interface WatchMatrix {
  readonly columns: readonly string[]
  readonly rows: readonly {
    readonly revision: WatchedRevision
    readonly cells: readonly (WatchResult | undefined)[]
  }[]
}

/** The name of a column: the target, with the test where that is another than booting. */
export const columnOf = ({ target, test }: Pick<WatchResult, 'target' | 'test'>): string =>
  test === 'boot' ? target : `${target} ${test}`

/** Revisions by targets, in the order in which both came. */
export function watchMatrix(revisions: readonly WatchedRevision[]): WatchMatrix {
  const columns = [...new Set(revisions.flatMap(({ results }) => results.map(columnOf)))]
  return {
    columns,
    rows: revisions.map((revision) => ({
      revision,
      cells: columns.map((column) => revision.results.find((result) => columnOf(result) === column)),
    })),
  }
}

/** Results of one revision that fail alike. */
export interface FailureGroup {
  /** The failure in words; empty where it has none. */
  readonly failure: string
  readonly regressionId: string | null
  readonly results: readonly WatchResult[]
}

const FAILS: ReadonlySet<WatchState> = new Set(['failed', 'flaky', 'inherited', 'does not build'])

/** The failures of a revision, those of one regression or of one text together. */
export function failureGroups({ results }: Pick<WatchedRevision, 'results'>): FailureGroup[] {
  const groups = new Map<string, WatchResult[]>()
  for (const result of results) {
    if (!FAILS.has(result.state)) continue
    const key = result.regressionId ?? `${result.state} ${result.signature?.text ?? ''}`
    groups.set(key, [...(groups.get(key) ?? []), result])
  }
  return [...groups.values()].map((same) => ({
    failure: same[0]?.signature?.text ?? '',
    regressionId: same[0]?.regressionId ?? null,
    results: same,
  }))
}
