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

type Place = Pick<WatchResult, 'target' | 'test' | 'testIndex'>

/**
 * Returns the name of a column: the target, with the test where that is another than booting, and
 * the position of the test where the watch has several of its kind.
 * @param among results of the same watch, which show what tests it has
 */
export function columnOf({ target, test, testIndex }: Place, among: readonly Place[] = []): string {
  const several = among.some((other) => other.test === test && other.testIndex !== testIndex)
  return [target, ...(test === 'boot' ? [] : [test]), ...(several ? [`#${testIndex + 1}`] : [])].join(' ')
}

/** Revisions by targets, in the order in which both came. */
export function watchMatrix(revisions: readonly WatchedRevision[]): WatchMatrix {
  const all = revisions.flatMap(({ results }) => results)
  const columns = [...new Set(all.map((result) => columnOf(result, all)))]
  return {
    columns,
    rows: revisions.map((revision) => ({
      revision,
      cells: columns.map((column) => revision.results.find((result) => columnOf(result, all) === column)),
    })),
  }
}
