import type { RegressionState } from '@kbisect/contracts'

const looks: Record<RegressionState, string> = {
  open: 'bad',
  known: 'skip',
  claimed: 'skip',
  'false positive': 'plain',
  fixed: 'good',
}

/** What people say of a regression, in a word. */
export function RegressionChip({ state }: { state: RegressionState }) {
  return <span className={`chip chip-${looks[state]}`}>{state}</span>
}
