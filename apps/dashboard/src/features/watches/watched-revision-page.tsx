import type { WatchedRevision } from '@kbisect/contracts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { watchQuery, watchRevisionsQuery } from '../../api/watch-queries.ts'
import { CommitHash, TreeOfCommits } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { columnOf, type FailureGroup, failureGroups } from './model/watch-matrix.ts'
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
  const groups = failureGroups(revision)
  return (
    <>
      <h1>{revision.subject}</h1>
      <p className="lead">
        <CommitHash hash={revision.commit} /> of {revision.branch} in {revision.tree}, seen <Ago at={revision.seenAt} />
      </p>
      {groups.map((group) => (
        <Group key={group.results.map(columnOf).join(' ')} group={group} />
      ))}
      <section className="panel" aria-labelledby={`results-${revision.id}`}>
        <h2 id={`results-${revision.id}`}>Results</h2>
        <ul className="watch-results">
          {revision.results.map((result) => (
            <li key={columnOf(result)}>
              <b>{columnOf(result)}</b> <ResultMark result={result} />
              {result.reason !== null && <p className="muted break">{result.reason}</p>}
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

function Group({ group }: { group: FailureGroup }) {
  const { failure, regressionId, results } = group
  const title = failure === '' ? (results[0]?.state ?? '') : failure
  return (
    <section className="panel" aria-label={title}>
      <h2 className="break">{title}</h2>
      <p>
        On {results.map(columnOf).join(', ')}.{' '}
        {regressionId !== null && (
          <Link to="/regressions/$id" params={{ id: regressionId }}>
            Its regression
          </Link>
        )}
      </p>
    </section>
  )
}
