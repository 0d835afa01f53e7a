import type { OverviewChange } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { regressionPlace, regressionTitle } from '../../../model/format-regression.ts'
import { Ago } from '../../../ui/time.tsx'
import { changeGroups } from '../model/change-groups.ts'

/** So many of a kind are seen at once; the others are among the regressions. */
const mostShown = 5

/** What changed since yesterday: what broke, came back, went or was fixed. */
export function ChangesPanel({ changes }: { changes: readonly OverviewChange[] }) {
  return (
    <section className="panel" aria-labelledby="changes-title">
      <div className="panel-head">
        <h2 id="changes-title">Since yesterday</h2>
        {changes.length > 0 && <Link to="/regressions">All regressions</Link>}
      </div>
      {changes.length === 0 && (
        <p className="muted">
          No changes in the last 24 hours. Regressions that <Link to="/watches">watches</Link> find appear here, those
          that have gone or came back, and those that were fixed.
        </p>
      )}
      <div className="change-groups">
        {changeGroups(changes).map(({ title, changes: same }) => (
          <section key={title} aria-label={title}>
            <h3>
              {title} <span className="muted">{same.length}</span>
            </h3>
            <ul className="regressions">
              {same.slice(0, mostShown).map((change) => (
                <Change key={`${change.regression.id} ${change.commit} ${change.target}`} change={change} />
              ))}
            </ul>
            {same.length > mostShown && <p className="muted">and {same.length - mostShown} more</p>}
          </section>
        ))}
      </div>
    </section>
  )
}

function Change({ change: { regression, target, message, at } }: { change: OverviewChange }) {
  return (
    <li className="regression">
      <Link to="/regressions/$id" params={{ id: regression.id }} className="title-link">
        {regressionTitle(regression)}
      </Link>
      <span className="sub">
        {regressionPlace(regression)} · {target} · <Ago at={at} />
      </span>
      <span className="sub break">{message}</span>
    </li>
  )
}
