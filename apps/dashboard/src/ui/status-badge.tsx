import { type Bisection, type BisectionSummary, badgeOf, type Label } from '@kbisect/contracts'
import { namedWord } from '../model/format-culprit.ts'

/** Label, outcome or state of a bisection as symbol and words. */
export function StatusBadge({
  bisection,
}: {
  bisection: Pick<BisectionSummary, 'state' | 'outcome' | 'label'> & Pick<Bisection, 'check'>
}) {
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

/** The same of a commit that a bisection named, where nothing is known of it but its label. */
export function LabelBadge({ label }: { label: Label | null }) {
  const outcome = namedWord(label) === 'suspect' ? null : 'culprit'
  return <StatusBadge bisection={{ state: 'finished', outcome, label }} />
}
