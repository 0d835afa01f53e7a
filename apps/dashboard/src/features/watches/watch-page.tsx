import type { Watch } from '@kbisect/contracts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { watchBranchesQuery, watchQuery, watchRevisionsQuery } from '../../api/watch-queries.ts'
import { count } from '../../model/headline.ts'
import { TreeOfCommits } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { policyWords, revisionWords, scheduleWords, stateWords } from './model/watch-words.ts'
import { WatchActions } from './parts/watch-actions.tsx'
import { WatchTable } from './parts/watch-table.tsx'

/** One watch: what it does, and how the revisions did that it saw. */
export function WatchPage() {
  const { id } = useParams({ from: '/watches/$id' })
  const { data: watch, error, refetch } = useQuery(watchQuery(id))
  useTitle(watch ? `${watch.name} · watch` : 'Watch')
  return (
    <TreeOfCommits tree={watch?.tree}>
      <div className="page">
        <div className="crumbs">
          <Crumbs>
            <Link to="/watches">Watches</Link>
            <span>{watch?.name ?? id}</span>
          </Crumbs>
        </div>
        {!watch && error && (
          <>
            <h1>Watch</h1>
            <Failure error={error} retry={() => void refetch()} />
          </>
        )}
        {!watch && !error && <Skeleton rows={8} label="Loading the watch" />}
        {watch && <WatchView watch={watch} />}
      </div>
    </TreeOfCommits>
  )
}

function WatchView({ watch }: { watch: Watch }) {
  const navigate = useNavigate()
  return (
    <>
      <div className="page-head tree-head">
        <div>
          <h1>{watch.name}</h1>
          <p className="break">
            {watch.branches.join(', ')} of{' '}
            <Link to="/trees/$name" params={{ name: watch.tree }}>
              {watch.tree}
            </Link>
          </p>
        </div>
        <WatchActions watch={watch} deleted={() => void navigate({ to: '/watches' })} />
      </div>
      {watch.lookError !== null && (
        <div className="notice failure" role="alert">
          <p className="notice-title">The last look failed</p>
          <p>{watch.lookError}</p>
        </div>
      )}
      <WatchFacts watch={watch} />
      <Revisions watch={watch} />
    </>
  )
}

function WatchFacts({ watch }: { watch: Watch }) {
  const { lookedAt, schedule, revisions, policy, tests, targets, runs, buildsPerDay, buildsLastDay } = watch
  const limit = buildsPerDay === null ? '' : ` of ${buildsPerDay} at most`
  return (
    <section className="panel" aria-labelledby="watch-facts">
      <h2 id="watch-facts">What it does</h2>
      <dl className="facts">
        <div>
          <dt>Now</dt>
          <dd>{stateWords(watch)}</dd>
        </div>
        <div>
          <dt>Looks</dt>
          <dd>
            {scheduleWords(schedule)}
            {lookedAt !== null && (
              <>
                , last <Ago at={lookedAt} />
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>Of several new revisions</dt>
          <dd>{revisionWords(revisions)}</dd>
        </div>
        <div>
          <dt>Each revision</dt>
          <dd>
            {tests.map(({ kind }) => kind).join(', ')} on {count(targets.length, 'target')}; passed after{' '}
            {count(runs, 'run')}
          </dd>
        </div>
        <div>
          <dt>Builds in 24 hours</dt>
          <dd>
            {buildsLastDay}
            {limit}
          </dd>
        </div>
        <div>
          <dt>Policy</dt>
          <dd>{policyWords(policy)}</dd>
        </div>
      </dl>
    </section>
  )
}

function Revisions({ watch }: { watch: Watch }) {
  const { branch } = useSearch({ from: '/watches/$id' })
  const query = useInfiniteQuery({
    ...watchRevisionsQuery(watch.id, branch === undefined ? {} : { branch }),
    refetchInterval: watch.testing + watch.waiting > 0 ? 10_000 : false,
  })
  const revisions = query.data?.pages.flatMap((page) => page.items)
  return (
    <section className="revisions" aria-labelledby="revisions-title">
      <h2 id="revisions-title">Revisions</h2>
      <BranchChoice watch={watch} branch={branch} />
      {query.isPending && <Skeleton rows={6} label="Loading revisions" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {revisions?.length === 0 && (
        <Empty title="No revisions yet">
          <p>
            The table shows each revision that the watch saw, with its result on each target. The first look adds the
            first row{watch.paused ? ', once the watch is resumed' : ''}.
          </p>
        </Empty>
      )}
      {revisions && revisions.length > 0 && <WatchTable revisions={revisions} />}
      <LoadMore query={query} />
    </section>
  )
}

function BranchChoice({ watch, branch }: { watch: Watch; branch: string | undefined }) {
  const { data: branches } = useQuery(watchBranchesQuery(watch.id))
  const navigate = useNavigate()
  if (!branches || (branches.length < 2 && branch === undefined)) return null
  return (
    <p>
      <label htmlFor="watch-branch">Branch</label>{' '}
      <select
        id="watch-branch"
        value={branch ?? ''}
        onChange={({ target: { value } }) =>
          void navigate({
            to: '/watches/$id',
            params: { id: watch.id },
            search: value === '' ? {} : { branch: value },
          })
        }
      >
        <option value="">all</option>
        {branches.map(({ name }) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </p>
  )
}
