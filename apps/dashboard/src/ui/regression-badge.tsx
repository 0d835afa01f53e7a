import type { RegressionState } from '@kbisect/contracts'

const symbols: Readonly<Record<RegressionState, string>> = {
  open: '!',
  known: '◦',
  claimed: '▶',
  'false positive': '∅',
  fixed: '✓',
}

/** What people say of a regression as symbol and word. */
export function RegressionBadge({ state }: { state: RegressionState }) {
  return (
    <span className={`badge regression-${state.replace(' ', '-')}`}>
      <span className="badge-symbol" aria-hidden="true">
        {symbols[state]}
      </span>
      {state}
    </span>
  )
}
