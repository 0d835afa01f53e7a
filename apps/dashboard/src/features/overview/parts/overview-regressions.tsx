import type { Regression } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { regressionPlace, regressionTitle } from '../../../model/format-regression.ts'
import { RegressionBadge } from '../../../ui/regression-badge.tsx'
import { Ago } from '../../../ui/time.tsx'

/** So many are seen at once; all are a click away. */
const mostShown = 8

/** What is broken and not said to be fixed. */
export function RegressionsPanel({ regressions }: { regressions: readonly Regression[] }) {
  return (
    <section className="panel" aria-labelledby="regressions-title">
      <div className="panel-head">
        <h2 id="regressions-title">Regressions to look at</h2>
        {regressions.length > 0 && <Link to="/regressions">All</Link>}
      </div>
      {regressions.length === 0 && (
        <p className="muted">No regressions are open, known or claimed. Tests that passed and fail now appear here.</p>
      )}
      <ul className="regressions">
        {regressions.slice(0, mostShown).map((regression) => (
          <li key={regression.id} className="regression">
            <Link to="/regressions/$id" params={{ id: regression.id }} className="title-link">
              {regressionTitle(regression)}
            </Link>
            <span className="sub">
              {regressionPlace(regression)} · {regression.target} · <Ago at={regression.foundAt} />{' '}
              {regression.state !== 'open' && <RegressionBadge state={regression.state} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
