import type { Bisection, Candidate, Run } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { buildsQuery, eventsQuery } from '../api/queries.ts'
import { namedWord } from '../model/culprit-words.ts'
import { runsByCommit } from '../model/group-runs.ts'
import type { Tab } from '../model/page-search.ts'
import { BuildsTable } from './builds-table.tsx'
import { CandidateTable } from './candidate-table.tsx'
import { EventList } from './event-list.tsx'
import { Empty, Skeleton } from './notice.tsx'
import { ReportView } from './report-view.tsx'
import { RunList } from './run-list.tsx'
import { TabBar } from './tab-bar.tsx'

interface BisectionDetailsProps {
  readonly bisection: Bisection
  readonly candidates: readonly Candidate[] | undefined
  readonly runs: readonly Run[]
  readonly tab: Tab
  readonly chooseTab: (tab: Tab) => void
  readonly selected: string | undefined
  readonly select: (hash: string | undefined) => void
}

/** Everything behind the answer, in tabs. */
export function BisectionDetails(props: BisectionDetailsProps) {
  const { bisection, candidates, runs, tab, chooseTab } = props
  const { data: builds } = useQuery(buildsQuery(bisection.id))
  const { data: events } = useQuery(eventsQuery(bisection.id))
  const counts = {
    candidates: candidates?.length ?? bisection.progress.commits,
    runs: runs.length,
    builds: builds?.length ?? bisection.progress.builds,
    events: events.length,
  }
  return (
    <section className="panel details" aria-label="Details">
      <TabBar current={tab} counts={counts} choose={chooseTab} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className={`tab-panel tab-panel-${tab}`}>
        {tab === 'candidates' && <Candidates {...props} />}
        {tab === 'runs' && <Runs runs={runs} bisectionId={bisection.id} />}
        {tab === 'builds' &&
          (builds ? <BuildsTable builds={builds.toReversed()} /> : <Skeleton rows={4} label="Loading builds" />)}
        {tab === 'report' && <ReportView id={bisection.id} finished={bisection.state === 'finished'} />}
        {tab === 'events' && <EventList events={events} />}
      </div>
    </section>
  )
}

function Candidates({ bisection, candidates, runs, selected, select }: BisectionDetailsProps) {
  const groups = useMemo(() => runsByCommit(runs, bisection.target), [runs, bisection.target])
  if (!candidates) return <Skeleton rows={10} label="Loading the range" />
  return (
    <CandidateTable
      candidates={candidates}
      runs={groups}
      bisectionId={bisection.id}
      culprit={bisection.result?.culprit?.hash}
      culpritWord={namedWord(bisection.label)}
      selected={selected}
      select={select}
    />
  )
}

function Runs({ runs, bisectionId }: { runs: readonly Run[]; bisectionId: string }) {
  const newestFirst = runs.toSorted((a, b) => Date.parse(b.finishedAt) - Date.parse(a.finishedAt))
  if (newestFirst.length === 0) return <Empty title="Nothing has run yet" />
  return <RunList runs={newestFirst} bisectionId={bisectionId} withCommit />
}
