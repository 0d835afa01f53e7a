import type { WatchedRevision } from '@kbisect/contracts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { revisionFailuresQuery, watchQuery, watchRevisionsQuery } from '../../api/watch-queries.ts'
import { CommitHash, TreeOfCommits } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { columnOf } from './model/watch-matrix.ts'
import { FailurePanel } from './parts/failure-panel.tsx'
import { ResultMark } from './parts/watch-table.tsx'

/** One revision of a watch: what fails there alike, and how each target did. */
export function WatchedRevisionPage() {
  const { id, commit } = useParams({ from: '/watches/$id/revisions/$commit' })
  const { data: watch } = useQuery(watchQuery(id))
  const query = useInfiniteQuery(watchRevisionsQuery(id, { commit }))
  useTitle(`${commit.slice(0, 12)} · watch`)
  const revisions = query.data?.pages.flatMap((page) => page.items)
  return (
    <TreeOfCommits tree={watch?.tree}>
      <div className="page">
        <div className="crumbs">
          <Crumbs>
            <Link to="/watches">Watches</Link>
            <Link to="/watches/$id" params={{ id }}>
              {watch?.name ?? id}
            </Link>
            <span>{commit.slice(0, 12)}</span>
          </Crumbs>
        </div>
        {query.isPending && <Skeleton rows={8} label="Loading the revision" />}
        {query.error && (
          <>
            <h1>Revision</h1>
            <Failure error={query.error} retry={() => void query.refetch()} />
          </>
        )}
        {revisions?.length === 0 && (
          <>
            <h1>Revision</h1>
            <Empty title="Not seen">
              <p>This watch has not seen the commit {commit.slice(0, 12)}.</p>
            </Empty>
          </>
        )}
        {revisions?.map((revision) => (
          <RevisionView key={revision.id} revision={revision} />
        ))}
      </div>
    </TreeOfCommits>
  )
}

function RevisionView({ revision }: { revision: WatchedRevision }) {
  return (
    <>
      <h1>{revision.subject}</h1>
      <p className="lead">
        <CommitHash hash={revision.commit} /> of {revision.branch} in {revision.tree}, seen <Ago at={revision.seenAt} />
      </p>
      <Failures revision={revision} />
      <section className="panel" aria-labelledby={`results-${revision.id}`}>
        <h2 id={`results-${revision.id}`}>Results</h2>
        <ul className="watch-results">
          {revision.results.map((result) => (
            <li key={columnOf(result, revision.results)}>
              <b>{columnOf(result, revision.results)}</b> <ResultMark result={result} />
              {result.reason !== null && <p className="muted break">{result.reason}</p>}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** What fails, each failure once; and the way to what differs from the revision before. */
function Failures({ revision: { watchId: id, commit, branch } }: { revision: WatchedRevision }) {
  const { data, error, refetch } = useQuery(revisionFailuresQuery(id, commit, branch))
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={4} label="Loading the failures" />
  const { failures, previous } = data
  return (
    <>
      {previous === null ? (
        <p className="muted">No earlier revision of {branch} has a result to compare with.</p>
      ) : (
        <p>
          <Link
            to="/watches/$id/compare"
            params={{ id }}
            search={{ a: previous.commit, b: commit, branch }}
            className="button"
          >
            Compare with the previous tested revision
          </Link>{' '}
          <span className="sub">
            <CommitHash hash={previous.commit} /> <span className="break">{previous.subject}</span>
          </span>
        </p>
      )}
      {failures.length === 0 && <p>No failures.</p>}
      {failures.map((failure) => (
        <FailurePanel
          key={`${failure.testIndex} ${failure.affected.map(({ target }) => target).join(' ')}`}
          failure={failure}
          watchId={id}
        />
      ))}
    </>
  )
}
