import { type BisectionSummary, badgeOf } from '@kbisect/contracts'

/** Label, outcome or state of a bisection as symbol and words. */
export function StatusBadge({ bisection }: { bisection: Pick<BisectionSummary, 'state' | 'outcome' | 'label'> }) {
  const { badge, symbol, kind } = badgeOf(bisection)
  return (
    <span className={`badge status-${kind}`}>
      <span className="badge-symbol" aria-hidden="true">
        {symbol}
      </span>
      {badge}
    </span>
  )
}
