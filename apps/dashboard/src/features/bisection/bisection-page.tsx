import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { useLiveBisection } from '../../api/live.ts'
import { bisectionQuery, candidatesQuery } from '../../api/queries.ts'
import { TreeOfCommits } from '../../ui/commit-hash.tsx'
import { MailsPanel } from '../../ui/mails-panel.tsx'
import { Failure, Skeleton } from '../../ui/notice.tsx'
import { useFavicon } from '../../ui/use-favicon.ts'
import { useTitle } from '../../ui/use-title.ts'
import { useBuilds, useRuns } from './hooks/use-facts.ts'
import { mayWait } from './model/may-wait.ts'
import { type BisectionSearch, shownTab } from './model/page-search.ts'
import { faviconState, pageTitle } from './model/page-title.ts'
import { AffectedTargetsPanel } from './parts/affected-targets-panel.tsx'
import { AssumptionsPanel } from './parts/assumptions-panel.tsx'
import { BeliefPanel } from './parts/belief-panel.tsx'
import { BisectionDetails } from './parts/bisection-details.tsx'
import { BisectionHead } from './parts/bisection-head.tsx'
import { BoundariesPanel } from './parts/boundaries-panel.tsx'
import { ChecksPanel } from './parts/checks-panel.tsx'
import { CulpritPanel } from './parts/culprit-panel.tsx'
import { DriftPanel } from './parts/drift-panel.tsx'
import { FactsPanel } from './parts/facts-panel.tsx'
import { FindingsPanel } from './parts/findings-panel.tsx'
import { MergePanel } from './parts/merge-panel.tsx'
import { RangeStrip } from './parts/range-strip.tsx'
import { RegressionPanel } from './parts/regression-panel.tsx'
import { Stepper } from './parts/stepper.tsx'
import { TimeLinePanel } from './parts/time-line-panel.tsx'
import { WaitingForFetch } from './parts/waiting-for-fetch.tsx'
import { WorkingNow } from './parts/working-now.tsx'

const nothing: readonly never[] = []

/** How often facts are asked for where no event says that they changed. */
const pollMilliseconds = 15_000

/** One bisection, live. */
export function BisectionPage() {
  const { id } = useParams({ from: '/bisections/$id' })
  const { tab: chosen, commit } = useSearch({ from: '/bisections/$id' })
  const connection = useLiveBisection(id)
  // Without events, ask.
  const refetchInterval = connection === 'live' ? (false as const) : pollMilliseconds
  const query = useQuery({
    ...bisectionQuery(id),
    refetchInterval: ({ state }) => (state.data && mayWait(state.data) ? pollMilliseconds : refetchInterval),
  })
  const { data: candidates, error: rangeError } = useQuery(candidatesQuery(id))
  const runFacts = useRuns(query.data, id, { refetchInterval, selected: commit })
  const buildFacts = useBuilds(query.data, id, { refetchInterval, selected: commit })
  const navigate = useNavigate({ from: '/bisections/$id' })
  const change = useCallback(
    (search: BisectionSearch) => void navigate({ search, replace: true, resetScroll: false }),
    [navigate],
  )
  useTitle(query.data ? pageTitle(query.data) : 'Bisection')

  useFavicon(query.data && faviconState(query.data))

  if (query.isPending) return <Skeleton rows={10} label="Loading the bisection" />
  if (!query.data) {
    return (
      <div className="page">
        <h1>This bisection cannot be shown</h1>
        <p>
          It may have been deleted. <Link to="/bisections">All bisections</Link>
        </p>
        <Failure error={query.error ?? new Error('No answer.')} retry={() => void query.refetch()} />
      </div>
    )
  }
  const bisection = query.data
  const [runs, builds] = [runFacts.all, buildFacts.all]
  const tab = shownTab(bisection, chosen)
  const select = (hash: string | undefined) => change({ tab: 'candidates', ...(hash && { commit: hash }) })
  return (
    <TreeOfCommits tree={bisection.tree}>
      <div className="page">
        <BisectionHead bisection={bisection} connection={connection} />
        <Stepper bisection={bisection} />
        <WaitingForFetch bisection={bisection} />
        {bisection.state === 'finished' || <WorkingNow bisection={bisection} />}
        {rangeError && <Failure error={rangeError} />}
        {!bisection.check && (
          <RangeStrip bisection={bisection} candidates={candidates ?? []} selected={commit} select={select} />
        )}
        <BeliefPanel bisection={bisection} select={select} />
        <div className="columns">
          <div className="column-main">
            <CulpritPanel bisection={bisection} candidates={candidates ?? []} runs={runs} select={select} />
            <MergePanel bisection={bisection} select={select} />
            <BoundariesPanel bisection={bisection} runs={runs} builds={builds} />
            <MailsPanel bisectionId={id} />
            <BisectionDetails
              bisection={bisection}
              candidates={candidates}
              runs={runFacts}
              builds={buildFacts}
              tab={tab}
              chooseTab={(next) => change({ tab: next, ...(commit && { commit }) })}
              selected={commit}
              select={select}
            />
            <TimeLinePanel
              bisection={bisection}
              builds={buildFacts.newest ?? nothing}
              runs={runFacts.newest ?? nothing}
              isPartial={runFacts.older.hasNextPage || buildFacts.older.hasNextPage}
            />
          </div>
          <div className="column-side">
            <RegressionPanel bisection={bisection} />
            {!bisection.check && <ChecksPanel bisection={bisection} runs={runs} builds={builds} />}
            <AssumptionsPanel bisection={bisection} />
            <AffectedTargetsPanel bisection={bisection} runs={runs} builds={builds} />
            <FindingsPanel bisection={bisection} select={select} />
            <DriftPanel bisection={bisection} select={select} />
            <FactsPanel bisection={bisection} />
          </div>
        </div>
      </div>
    </TreeOfCommits>
  )
}
