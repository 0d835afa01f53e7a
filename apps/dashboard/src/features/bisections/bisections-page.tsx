import type { BisectionSummary } from '@kbisect/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useLiveList } from '../../api/live.ts'
import { bisectionsQuery } from '../../api/queries.ts'
import { isFiltered, parseFilters } from '../../model/filters.ts'
import { CsvLink } from '../../ui/csv-link.tsx'
import { HowToBegin } from '../../ui/how-to-begin.tsx'
import { LiveBadge } from '../../ui/live-badge.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { SavedFilters } from '../../ui/saved-filters.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { BisectionRow } from './parts/bisection-row.tsx'
import { FilterBar } from './parts/filter-bar.tsx'

/** All bisections, filtered and in order as the URL says. */
export function BisectionsPage() {
  useTitle('Bisections')
  const { pages = 1, ...search } = useSearch({ from: '/bisections' })
  const filters = parseFilters(search)
  const connection = useLiveList()
  const navigate = useNavigate({ from: '/bisections' })
  const query = useInfiniteQuery({
    ...bisectionsQuery(filters),
    placeholderData: (previous) => previous,
    // Without events, ask.
    refetchInterval: connection === 'live' ? false : 15_000,
  })
  const { fetchNextPage } = query
  const wantsMore = (query.data?.pages.length ?? pages) < pages && query.hasNextPage && !query.isFetching
  useEffect(() => {
    if (wantsMore) void fetchNextPage()
  }, [wantsMore, fetchNextPage])
  const bisections = query.data?.pages.flatMap((page) => page.items)
  const filtered = isFiltered(filters)
  return (
    <div className="page">
      <div className="page-head">
        <h1>Bisections</h1>
        <LiveBadge connection={connection} />
      </div>
      <FilterBar filters={filters} />
      <SavedFilters
        list="bisections"
        current={{ ...filters }}
        show={(saved) => void navigate({ search: parseFilters({ ...saved }), replace: true, resetScroll: false })}
      />
      {query.isPending && <Skeleton rows={8} label="Loading bisections" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {bisections?.length === 0 && (filtered ? <NoMatch /> : <HowToBegin />)}
      {bisections && bisections.length > 0 && (
        <BisectionTable bisections={bisections} stale={query.isPlaceholderData} />
      )}
      <LoadMore
        query={query}
        label="Show more"
        more={() => void navigate({ search: { ...filters, pages: pages + 1 }, replace: true, resetScroll: false })}
      />
      <p className="list-links">
        <Link to="/compare-bisections" search={{}}>
          Compare two bisections
        </Link>
        <CsvLink list="bisections" filters={{ ...filters }} hasMore={query.hasNextPage} />
      </p>
    </div>
  )
}

function NoMatch() {
  return (
    <Empty title="No bisection matches these filters">
      <p>
        <Link to="/bisections" search={{}} className="button">
          Clear the filters
        </Link>
      </p>
    </Empty>
  )
}

function BisectionTable({ bisections, stale }: { bisections: readonly BisectionSummary[]; stale: boolean }) {
  return (
    <div className={stale ? 'panel flush stale' : 'panel flush'} aria-busy={stale}>
      <table className="table list">
        <caption className="sr-only">Bisections</caption>
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
