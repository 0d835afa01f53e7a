import type { Regression } from '@kbisect/contracts'
import { signatureWords } from '../model/group-runs.ts'
import { PageLink } from './page-link.tsx'
import { RegressionChip } from './regression-chip.tsx'
import { Ago } from './time.tsx'

/** So many are seen at once; all are a click away. */
const mostShown = 8

/** What is broken and not said to be fixed. */
export function RegressionsPanel({ regressions, total }: { regressions: readonly Regression[]; total: number }) {
  return (
    <section className="panel" aria-labelledby="regressions-title">
      <div className="panel-head">
        <h2 id="regressions-title">Open regressions</h2>
        {total > 0 && <PageLink to="/regressions">All {total.toLocaleString('en')}</PageLink>}
      </div>
      {regressions.length === 0 && <p className="muted">None is known.</p>}
      <ul className="regressions">
        {regressions.slice(0, mostShown).map((regression) => (
          <li key={regression.id} className="regression">
            <PageLink to={`/regressions/${regression.id}`} className="title-link">
              {regression.signature
                ? signatureWords(regression.signature)
                : `${regression.test} on ${regression.target}`}
            </PageLink>
            <span className="sub">
              {regression.tree}
              {regression.branch && ` ${regression.branch}`} · {regression.target} · <Ago at={regression.foundAt} />{' '}
              {regression.state !== 'open' && <RegressionChip state={regression.state} />}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
