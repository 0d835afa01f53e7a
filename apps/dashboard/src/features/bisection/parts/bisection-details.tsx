import type { Bisection, Build, Candidate, Run } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { eventsQuery } from '../../../api/queries.ts'
import { namedWord } from '../../../model/format-culprit.ts'
import { runsByCommit } from '../../../model/group-runs.ts'
import { LoadMore } from '../../../ui/load-more.tsx'
import { Empty, Skeleton } from '../../../ui/notice.tsx'
import { RunList } from '../../../ui/run-list.tsx'
import type { Facts } from '../hooks/use-facts.ts'
import { type Tab, tabsOf } from '../model/page-search.ts'
import { BuildsTable } from './builds-table.tsx'
import { CandidateTable } from './candidate-table.tsx'
import { EventList, isWhole } from './event-list.tsx'
import { ReportView } from './report-view.tsx'
import { TabBar } from './tab-bar.tsx'

interface BisectionDetailsProps {
  readonly bisection: Bisection
  readonly candidates: readonly Candidate[] | undefined
  readonly runs: Facts<Run>
  readonly builds: Facts<Build>
  readonly tab: Tab
  readonly chooseTab: (tab: Tab) => void
  readonly selected: string | undefined
  readonly select: (hash: string | undefined) => void
}

/** How many there are; undefined where not all of them were read. */
const numberOf = ({ newest, older }: Facts<unknown>) => (older.hasNextPage ? undefined : newest?.length)

/** Everything behind the answer, in tabs. */
export function BisectionDetails(props: BisectionDetailsProps) {
  const { bisection, candidates, runs, builds, tab, chooseTab } = props
  const { data: events } = useQuery(eventsQuery(bisection.id))
  const counts = {
    candidates: candidates?.length ?? bisection.progress.commits,
    runs: numberOf(runs) ?? bisection.progress.runs,
    builds: numberOf(builds) ?? bisection.progress.builds,
    ...(isWhole(events) && { events: events.length }),
  }
  return (
    <section className="panel details" aria-label="Details">
      <TabBar tabs={tabsOf(bisection)} current={tab} counts={counts} choose={chooseTab} />
      <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab}`} className={`tab-panel tab-panel-${tab}`}>
        {tab === 'candidates' && <Candidates {...props} />}
        {tab === 'runs' && <Runs runs={runs} bisectionId={bisection.id} />}
        {tab === 'builds' && <Builds bisection={bisection} builds={builds} />}
        {tab === 'report' && <ReportView id={bisection.id} finished={bisection.state === 'finished'} />}
        {tab === 'events' && <EventList events={events} />}
      </div>
    </section>
  )
}

function Candidates({ bisection, candidates, runs, selected, select }: BisectionDetailsProps) {
  const groups = useMemo(() => runsByCommit(runs.all, bisection.target), [runs.all, bisection.target])
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

function Runs({ runs: { newest, older }, bisectionId }: { runs: Facts<Run>; bisectionId: string }) {
  if (!newest) return <Skeleton rows={4} label="Loading runs" />
  if (newest.length === 0)
    return (
      <Empty title="No runs yet">
        <p>The list shows each boot with its result and its console log. The first one follows the first build.</p>
      </Empty>
    )
  return (
    <>
      <RunList runs={newest} bisectionId={bisectionId} withCommit />
      <LoadMore query={older} label="Show older runs" />
    </>
  )
}

interface BuildsProps {
  readonly builds: Facts<Build>
  readonly bisection: Bisection
}

function Builds({ builds: { newest, older }, bisection }: BuildsProps) {
  if (!newest) return <Skeleton rows={4} label="Loading builds" />
  return (
    <>
      <BuildsTable builds={newest} bisection={bisection} />
      <LoadMore query={older} label="Show older builds" />
    </>
  )
}
