import type { WatchResult, WatchState } from '@kbisect/contracts'

// What is to be looked at comes first.
const ORDER: readonly WatchState[] = [
  'failed',
  'does not build',
  'flaky',
  'inherited',
  'not known',
  'testing',
  'waiting',
  'passed',
]

/** The results of a revision in one line: `1 failed, 2 passed`. */
export function revisionSummary(results: readonly Pick<WatchResult, 'state'>[]): string {
  const number = (state: WatchState) => results.filter((result) => result.state === state).length
  const parts = ORDER.flatMap((state) => (number(state) === 0 ? [] : [`${number(state)} ${state}`]))
  return parts.join(', ') || 'nothing to test'
}
