import type { BisectionSummary } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { pageWords } from '../../../model/page-words.ts'
import { CulpritSubject } from '../../../ui/culprit-subject.tsx'
import { RegressionBadge } from '../../../ui/regression-badge.tsx'
import { StatusBadge } from '../../../ui/status-badge.tsx'
import { Ago } from '../../../ui/time.tsx'

/** What ended last, and how. */
export function OutcomesPanel({ finished }: { finished: readonly BisectionSummary[] }) {
  return (
    <section className="panel" aria-labelledby="outcomes-title">
      <div className="panel-head">
        <h2 id="outcomes-title">Recent outcomes</h2>
        <Link to="/bisections" search={{ state: 'finished', sort: '-finishedAt' }}>
          All
        </Link>
      </div>
      {finished.length === 0 && <p className="muted">No bisection has ended yet.</p>}
      <ul className="outcomes">
        {finished.map((bisection) => (
          <li key={bisection.id} className="outcome">
            <StatusBadge bisection={bisection} />
            <div>
              <Link to="/bisections/$id" params={{ id: bisection.id }} className="title-link">
                {bisection.culprit ? (
                  <CulpritSubject culprit={bisection.culprit} label={bisection.label} />
                ) : (
                  bisection.title
                )}
              </Link>
              <span className="sub">
                {bisection.culprit ? bisection.title : pageWords(bisection.reason ?? '')} · {bisection.tree}
              </span>
            </div>
            <div className="outcome-end">
              {bisection.finishedAt && <Ago at={bisection.finishedAt} />}
              {bisection.regression && bisection.regression.state !== 'open' && (
                <RegressionBadge state={bisection.regression.state} />
              )}
            </div>
          </li>
        ))}
      </ul>
    </section>
  )
}
