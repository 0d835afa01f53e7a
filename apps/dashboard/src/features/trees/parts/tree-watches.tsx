import type { Watch } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lastRevisionQuery, watchesOfTreeQuery } from '../../../api/watch-queries.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Failure, Skeleton } from '../../../ui/notice.tsx'
import { Ago } from '../../../ui/time.tsx'
import { revisionSummary } from '../model/revision-summary.ts'

/** The watches of a tree: when each looked last, and how its last revision did. */
export function TreeWatches({ tree }: { tree: string }) {
  const { data, error, refetch } = useQuery(watchesOfTreeQuery(tree))
  return (
    <section className="panel" aria-labelledby="tree-watches-title">
      <div className="panel-head">
        <h2 id="tree-watches-title">Watches</h2>
        <Link to="/watches">All watches</Link>
      </div>
      {error && !data && <Failure error={error} retry={() => void refetch()} />}
      {!error && !data && <Skeleton rows={2} label="Loading watches" />}
      {data?.items.length === 0 && (
        <p className="muted">
          No watch tests this tree. A watch looks for new revisions of its branches, tests each, and bisects what
          breaks:{' '}
          <code className="break">kbisect watch-branch add NAME --tree {tree} --branch master --arch x86_64</code>
        </p>
      )}
      <ul className="tree-watches">
        {data?.items.map((watch) => (
          <TreeWatch key={watch.id} watch={watch} />
        ))}
      </ul>
      {data && data.next !== null && <p className="muted">There are more; the page Watches lists all.</p>}
    </section>
  )
}

function TreeWatch({ watch: { id, name, branches, paused, lookedAt, lookError } }: { watch: Watch }) {
  const { data } = useQuery(lastRevisionQuery(id))
  const [revision] = data?.items ?? []
  return (
    <li className="tree-watch">
      <Link to="/watches/$id" params={{ id }} className="title-link">
        {name}
      </Link>
      <span className="sub">
        {branches.join(', ')} · {paused && 'paused · '}
        {lookedAt === null ? (
          'not looked yet'
        ) : (
          <>
            looked <Ago at={lookedAt} />
          </>
        )}
        {lookError !== null && <span className="fetch-error">The last look failed: {lookError}</span>}
      </span>
      {data && !revision && <span className="sub">No revisions yet.</span>}
      {revision && (
        <span className="sub">
          {revisionSummary(revision.results)}:{' '}
          <Link to="/watches/$id/revisions/$commit" params={{ id, commit: revision.commit }}>
            {revision.subject}
          </Link>{' '}
          <CommitHash hash={revision.commit} /> of {revision.branch}
        </span>
      )}
    </li>
  )
}
