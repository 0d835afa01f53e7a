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
