import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useLiveList } from '../../api/live.ts'
import { overviewQuery } from '../../api/queries.ts'
import { HowToBegin } from '../../ui/how-to-begin.tsx'
import { LiveBadge } from '../../ui/live-badge.tsx'
import { Failure, Skeleton } from '../../ui/notice.tsx'
import { useMay } from '../../ui/use-session.ts'
import { useTitle } from '../../ui/use-title.ts'
import { ChangesPanel } from './parts/overview-changes.tsx'
import { OutcomesPanel } from './parts/overview-outcomes.tsx'
import { RegressionsPanel } from './parts/overview-regressions.tsx'
import { RunningPanel } from './parts/overview-running.tsx'
import { Totals } from './parts/overview-totals.tsx'
import { TrendPanel } from './parts/overview-trend.tsx'
import { QueuesPanel, WorkersPanel } from './parts/overview-workers.tsx'

/** What goes on, what came of it, and who works: the first page. */
export function OverviewPage() {
  useTitle('Overview')
  const connection = useLiveList()
  const maySubmit = useMay('submit')
  const { data, isPending, error, refetch } = useQuery(overviewQuery)
  return (
    <div className="page">
      <div className="page-head">
        <h1>Overview</h1>
        <span className="page-head-end">
          <LiveBadge connection={connection} />
          {maySubmit && (
            <Link to="/new" className="button primary">
              New bisection
            </Link>
          )}
        </span>
      </div>
      {isPending && <Skeleton rows={10} label="Loading the overview" />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && (
        <>
          <ChangesPanel changes={data.changes} />
          <Totals totals={data.totals} />
          <div className="columns">
            <div className="column-main">
              {data.totals.bisections === 0 ? (
                <HowToBegin />
              ) : (
                <>
                  <RunningPanel running={data.running} total={data.totals.running} />
                  <OutcomesPanel finished={data.finished} />
                  <TrendPanel />
                </>
              )}
            </div>
            <div className="column-side">
              <RegressionsPanel regressions={data.regressions} />
              <WorkersPanel workers={data.workers} />
              <QueuesPanel queues={data.queues} />
            </div>
          </div>
        </>
      )}
    </div>
  )
}
