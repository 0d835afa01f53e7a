import type { BisectionSummary } from '@kbisect/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useLiveList } from '../api/live.ts'
import { bisectionsQuery } from '../api/queries.ts'
import { BisectionRow } from '../parts/bisection-row.tsx'
import { FilterBar } from '../parts/filter-bar.tsx'
import { LiveBadge } from '../parts/live-badge.tsx'
import { Empty, Failure, Skeleton } from '../parts/notice.tsx'
import { useTitle } from '../parts/use-title.ts'
import { WorkersStrip } from '../parts/workers-strip.tsx'

/** All bisections, newest first. */
export function BisectionsPage() {
  useTitle('Bisections')
  const filters = useSearch({ from: '/' })
  const connection = useLiveList()
  const query = useInfiniteQuery({
    ...bisectionsQuery(filters),
    placeholderData: (previous) => previous,
    // Without events, ask.
    refetchInterval: connection === 'live' ? false : 15_000,
  })
  const bisections = query.data?.pages.flatMap((page) => page.items)
  return (
    <div className="page">
      <div className="page-head">
        <h1>Bisections</h1>
        <LiveBadge connection={connection} />
      </div>
      <WorkersStrip />
      <FilterBar filters={filters} />
      {query.isPending && <Skeleton rows={8} label="Loading bisections" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {bisections?.length === 0 && <NoBisections filtered={Object.keys(filters).length > 0} />}
      {bisections && bisections.length > 0 && (
        <BisectionTable bisections={bisections} stale={query.isPlaceholderData} />
      )}
      {query.hasNextPage && (
        <button
          type="button"
          className="button more"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? 'Loading …' : 'Show older ones'}
        </button>
      )}
    </div>
  )
}

function BisectionTable({ bisections, stale }: { bisections: readonly BisectionSummary[]; stale: boolean }) {
  return (
    <div className={stale ? 'panel flush stale' : 'panel flush'} aria-busy={stale}>
      <table className="table list">
        <caption className="sr-only">Bisections, newest first</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">Bisection</th>
            <th scope="col">Culprit or progress</th>
            <th scope="col">Range</th>
            <th scope="col">Started</th>
          </tr>
        </thead>
        <tbody>
          {bisections.map((bisection) => (
            <BisectionRow key={bisection.id} bisection={bisection} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function NoBisections({ filtered }: { filtered: boolean }) {
  if (filtered) return <Empty title="No bisection matches these filters" />
  return (
    <Empty title="Nothing has been bisected yet">
      <p>Start one from a checkout of kbisect, with a kernel tree at hand:</p>
      <pre className="code">npx kbisect run --repo ~/linux --good v6.1 --bad HEAD --arch arm64</pre>
      <p>
        Or see a whole one on a prepared history: <code>npm run demo</code>
      </p>
    </Empty>
  )
}
