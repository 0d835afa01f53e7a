import type { RegressionDetail } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { regressionQuery } from '../../api/queries.ts'
import { regressionTitle } from '../../model/format-regression.ts'
import { TreeOfCommits } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Failure, Skeleton } from '../../ui/notice.tsx'
import { RegressionBadge } from '../../ui/regression-badge.tsx'
import { Ago } from '../../ui/time.tsx'
import { TriagePanel } from '../../ui/triage-panel.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { HistoryStrip } from './parts/history-strip.tsx'
import { RegressionBisection } from './parts/regression-bisection.tsx'
import { RegressionFacts } from './parts/regression-facts.tsx'
import { RegressionLife } from './parts/regression-life.tsx'
import { RegressionOrigin } from './parts/regression-origin.tsx'

/** One regression: what fails, since when, who made it, and what people say of it. */
export function RegressionPage() {
  const { id } = useParams({ from: '/regressions/$id' })
  const { data, error, refetch } = useQuery({ ...regressionQuery(id), refetchInterval: 30_000 })
  useTitle(data ? `${data.state} · ${regressionTitle(data)}` : 'Regression')
  return (
    <div className="page">
      {!data && error && (
        <>
          <h1>Regression</h1>
          <Failure error={error} retry={() => void refetch()} />
        </>
      )}
      {!data && !error && <Skeleton rows={8} label="Loading the regression" />}
      {data && <RegressionView regression={data} />}
    </div>
  )
}

function RegressionView({ regression }: { regression: RegressionDetail }) {
  return (
    <TreeOfCommits tree={regression.tree}>
      <header className="bisection-head">
        <div className="crumbs">
          <Crumbs>
            <Link to="/regressions">Regressions</Link>
            <Link to="/trees/$name" params={{ name: regression.tree }}>
              {regression.tree}
            </Link>
            <span>{regression.id.slice(0, 12)}</span>
          </Crumbs>
        </div>
        <div className="head-badges">
          <RegressionBadge state={regression.state} />
          <span>
            {regression.target} · {regression.test} · found <Ago at={regression.foundAt} />
          </span>
        </div>
        <h1>{regressionTitle(regression)}</h1>
        <p className="lead">
          In the tree {regression.tree}
          {regression.branch !== null && `, branch ${regression.branch}`}
        </p>
      </header>
      <div className="columns">
        <div className="column-main">
          <HistoryStrip history={regression.history} bad={regression.bad} />
          <RegressionLife life={regression.life} />
          <RegressionBisection regression={regression} />
          <RegressionOrigin origin={regression.origin} />
        </div>
        <div className="column-side">
          <TriagePanel
            title="State"
            path={`/regressions/${regression.id}`}
            state={regression.state}
            triage={regression.triage}
          />
          <RegressionFacts regression={regression} />
        </div>
      </div>
    </TreeOfCommits>
  )
}
