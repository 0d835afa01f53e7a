import type { ComparedResult, RevisionChange } from '@kbisect/contracts'
import { revisionChanges } from '@kbisect/contracts'
import { count } from '../../../model/headline.ts'

const TITLES: Readonly<Record<RevisionChange, string>> = {
  'new failure': 'New failures',
  fixed: 'Fixed',
  'still failing': 'Still failing',
  'not comparable': 'Not comparable',
  'not run': 'Not run in one of them',
  'still passing': 'Still passing',
}

const NOTES: Readonly<Partial<Record<RevisionChange, string>>> = {
  'not comparable':
    'Flaky in one of them, or a failure that shows in some runs alone beside so few runs that passed that the difference could be chance.',
  'not run': 'It waits, goes on, could tell nothing, or the watch had another target or test then.',
}

/** One kind of change with its results. */
export interface ChangeGroup {
  readonly change: RevisionChange
  readonly title: string
  readonly note: string | undefined
  readonly results: readonly ComparedResult[]
}

/** The kinds of change that there are, new failures first. */
export function changeGroups(results: readonly ComparedResult[]): ChangeGroup[] {
  return revisionChanges.flatMap((change) => {
    const same = results.filter((result) => result.change === change)
    return same.length === 0 ? [] : [{ change, title: TITLES[change], note: NOTES[change], results: same }]
  })
}

/** All changes in one line: `1 new failure, 2 fixed`; what stayed is left out. */
export function summary(results: readonly ComparedResult[]): string {
  const number = (change: RevisionChange) => results.filter((result) => result.change === change).length
  const parts = [
    count(number('new failure'), 'new failure'),
    ...(['fixed', 'still failing', 'not comparable', 'not run'] as const).map(
      (change) => `${number(change)} ${change}`,
    ),
  ]
  return parts.filter((part) => !part.startsWith('0 ')).join(', ') || 'No difference: all tests pass in both.'
}

/** Whether two failures are the same one, in words. */
export function sameWords({ sameFailure, change }: Pick<ComparedResult, 'sameFailure' | 'change'>): string | undefined {
  if (change !== 'still failing') return undefined
  if (sameFailure === null) return 'Whether it is the same failure cannot be told.'
  return sameFailure ? 'The same failure.' : 'Another failure.'
}
