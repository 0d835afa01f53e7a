import type { Regression } from '@kbisect/contracts'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { regressionsQuery } from '../../api/regression-queries.ts'
import { regressionPlace, regressionTitle } from '../../model/format-regression.ts'
import { CommitHash } from '../../ui/commit-hash.tsx'
import { CsvLink } from '../../ui/csv-link.tsx'
import { CulpritSubject } from '../../ui/culprit-subject.tsx'
import { FollowRegressions } from '../../ui/follow-regressions.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { RegressionBadge } from '../../ui/regression-badge.tsx'
import { SavedFilters } from '../../ui/saved-filters.tsx'
import { LabelBadge } from '../../ui/status-badge.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { parseRegressionFilters } from './model/regression-filters.ts'
import { RegressionFilterBar } from './parts/regression-filter-bar.tsx'

/** How often the list is asked for again: regressions come without an event of their own. */
const refreshMilliseconds = 30_000

/** All regressions, newest first. */
export function RegressionsPage() {
  useTitle('Regressions')
  const filters = useSearch({ from: '/regressions' })
  const navigate = useNavigate({ from: '/regressions' })
  const query = useInfiniteQuery({
    ...regressionsQuery(filters),
    placeholderData: (previous) => previous,
    refetchInterval: refreshMilliseconds,
  })
  const regressions = query.data?.pages.flatMap((page) => page.items)
  return (
    <div className="page">
      <h1>Regressions</h1>
      <RegressionFilterBar filters={filters} />
      <SavedFilters
        list="regressions"
        current={{ ...filters }}
        show={(saved) =>
          void navigate({ search: parseRegressionFilters({ ...saved }), replace: true, resetScroll: false })
        }
      />
      {query.isPending && <Skeleton rows={8} label="Loading regressions" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {regressions?.length === 0 && <NoRegressions filtered={Object.keys(filters).length > 0} />}
      {regressions && regressions.length > 0 && (
        <RegressionTable regressions={regressions} stale={query.isPlaceholderData} />
      )}
      <LoadMore query={query} />
      <div className="list-links">
        <CsvLink list="regressions" filters={{ ...filters }} hasMore={query.hasNextPage} />
        <FollowRegressions tree={filters.tree} />
      </div>
    </div>
  )
}

function NoRegressions({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <Empty title="No regression matches these filters">
        <p>
          <Link to="/regressions" search={{}} className="button">
            Clear the filters
          </Link>
        </p>
      </Empty>
    )
  }
  return (
    <Empty title="No regressions yet">
      <p>
        The list shows each test that passed on a tree and fails now, with its culprit and who works on it. A bisection
        adds an entry once it has checked its boundaries; a CI system adds entries with{' '}
        <code>POST /api/v1/regressions</code>.
      </p>
      <Link to="/new" className="button primary">
        Start a bisection
      </Link>
    </Empty>
  )
}

function RegressionTable({ regressions, stale }: { regressions: readonly Regression[]; stale: boolean }) {
  return (
    <div className={stale ? 'panel flush stale' : 'panel flush'} aria-busy={stale}>
      <table className="table list regressions">
        <caption className="sr-only">Regressions, newest first</caption>
        <thead>
          <tr>
            <th scope="col">State</th>
            <th scope="col">What fails</th>
            <th scope="col">Culprit</th>
            <th scope="col">Where</th>
            <th scope="col">Since</th>
          </tr>
        </thead>
        <tbody>
          {regressions.map((regression) => (
            <RegressionRow key={regression.id} regression={regression} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

function RegressionRow({ regression }: { regression: Regression }) {
  const { id, state, culprit, label, bisectionId, target, test, foundAt } = regression
  return (
    <tr>
      <td className="cell-status">
        <RegressionBadge state={state} />
      </td>
      <td className="cell-title">
        <Link to="/regressions/$id" params={{ id }} className="row-link">
          {regressionTitle(regression)}
        </Link>
        <div className="sub">
          {target} · {test}
        </div>
      </td>
      <td className="cell-answer">
        {culprit && (
          <>
            <CulpritSubject culprit={culprit} label={label} />
            <div className="sub">
              <LabelBadge label={label} /> <CommitHash hash={culprit.hash} tree={regression.tree} />
            </div>
          </>
        )}
        {!culprit && <span className="muted">{bisectionId === null ? 'not bisected' : 'no culprit named yet'}</span>}
      </td>
      <td className="cell-range">{regressionPlace(regression)}</td>
      <td className="cell-started">
        <Ago at={foundAt} />
      </td>
    </tr>
  )
}
