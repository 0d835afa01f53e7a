import type { RevisionComparison, RevisionHead } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link, useParams, useSearch } from '@tanstack/react-router'
import { revisionComparisonQuery, watchQuery } from '../../api/watch-queries.ts'
import { CommitHash, TreeOfCommits } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { changeGroups, summary } from './model/change-words.ts'
import { ChangePanel } from './parts/change-panel.tsx'
import { RevisionsForm } from './parts/revisions-form.tsx'

/** Two revisions of a watch: what fails anew, what is fixed, and what cannot be compared. */
export function RevisionComparisonPage() {
  const { id } = useParams({ from: '/watches/$id/compare' })
  const { a, b, branch } = useSearch({ from: '/watches/$id/compare' })
  const { data: watch } = useQuery(watchQuery(id))
  useTitle('Compare revisions')
  return (
    <TreeOfCommits tree={watch?.tree}>
      <div className="page">
        <div className="crumbs">
          <Crumbs>
            <Link to="/watches">Watches</Link>
            <Link to="/watches/$id" params={{ id }}>
              {watch?.name ?? id}
            </Link>
            <span>comparison</span>
          </Crumbs>
        </div>
        <h1>Compare revisions</h1>
        <RevisionsForm key={`${a} ${b}`} id={id} a={a ?? ''} b={b ?? ''} />
        {a !== undefined && b !== undefined ? (
          <Comparison id={id} a={a} b={b} branch={branch} />
        ) : (
          <Empty title="No revisions to compare">
            <p>
              The page shows which tests of two revisions fail anew, are fixed, or cannot be compared. Enter two commits
              above, or choose two revisions on the page of the watch.
            </p>
          </Empty>
        )}
      </div>
    </TreeOfCommits>
  )
}

interface Asked {
  readonly id: string
  readonly a: string
  readonly b: string
  readonly branch: string | undefined
}

function Comparison({ id, a, b, branch }: Asked) {
  const { data, error, refetch } = useQuery(revisionComparisonQuery(id, a, b, branch))
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />
  if (!data) return <Skeleton rows={8} label="Loading the comparison" />
  return (
    <>
      <Revisions comparison={data} />
      <p className="lead" role="status">
        {data.a.commit === data.b.commit ? 'Both are the same revision.' : summary(data.results)}
      </p>
      {changeGroups(data.results).map((group) => (
        <ChangePanel key={group.change} group={group} among={data.results} />
      ))}
    </>
  )
}

function Revisions({ comparison: { watchId, a, b } }: { comparison: RevisionComparison }) {
  return (
    <dl className="facts panel">
      <Revision name="First" id={watchId} revision={a} />
      <Revision name="Second" id={watchId} revision={b} />
    </dl>
  )
}

function Revision({ name, id, revision }: { name: string; id: string; revision: RevisionHead }) {
  const { commit, subject, branch, seenAt } = revision
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <Link to="/watches/$id/revisions/$commit" params={{ id, commit }}>
          {subject}
        </Link>{' '}
        <span className="sub">
          <CommitHash hash={commit} /> of {branch} · seen <Ago at={seenAt} />
        </span>
      </dd>
    </div>
  )
}
