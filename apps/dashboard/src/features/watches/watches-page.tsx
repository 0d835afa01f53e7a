import type { Watch } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { watchesQuery } from '../../api/watch-queries.ts'
import { count } from '../../model/headline.ts'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { Ago } from '../../ui/time.tsx'
import { useMay } from '../../ui/use-session.ts'
import { useTitle } from '../../ui/use-title.ts'
import { scheduleWords, stateWords, targetNames } from './model/watch-words.ts'
import { WatchActions } from './parts/watch-actions.tsx'

/** What is tested by itself. */
export function WatchesPage() {
  useTitle('Watches')
  const mayAdd = useMay('admin')
  const { data: watches, error, isPending, refetch } = useQuery(watchesQuery)
  return (
    <div className="page">
      <div className="page-head">
        <h1>Watches</h1>
        {mayAdd && (
          <Link to="/watches/new" className="button primary">
            Add watch
          </Link>
        )}
      </div>
      {isPending && <Skeleton rows={3} label="Loading watches" />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {watches?.length === 0 && <NoWatches />}
      {watches && watches.length > 0 && (
        <ul className="trees">
          {watches.map((watch) => (
            <WatchItem key={watch.id} watch={watch} />
          ))}
        </ul>
      )}
    </div>
  )
}

function NoWatches() {
  return (
    <Empty title="No watches yet">
      <p>
        The list shows each watch: the branches of a tree that it looks at, how often it looks, the targets on which it
        builds and boots each new revision, and how many builds that took in a day. What breaks is bisected.
      </p>
      <p>
        An administrator adds a watch with the button “Add watch”, or from a terminal. Each revision then costs a build
        and two boots of each target; a failure costs more until it is told from chance.
      </p>
      <pre className="code">
        kbisect watch-branch add next --tree linux-next --branch master --arch arm --arch arm64 --every 30m
      </pre>
    </Empty>
  )
}

function WatchItem({ watch }: { watch: Watch }) {
  return (
    <li className="panel tree">
      <div className="tree-words">
        <h2>
          <Link to="/watches/$id" params={{ id: watch.id }}>
            {watch.name}
          </Link>
        </h2>
        <p className="break">
          {watch.branches.join(', ')} of{' '}
          <Link to="/trees/$name" params={{ name: watch.tree }}>
            {watch.tree}
          </Link>{' '}
          on {targetNames(watch)}
        </p>
        <p className={watch.lookError === null ? 'muted' : 'fetch-error'}>
          {stateWords(watch)}; looks {scheduleWords(watch.schedule)}
          {watch.lookedAt !== null && (
            <>
              , last <Ago at={watch.lookedAt} />
            </>
          )}
          {watch.lookError !== null && `: ${watch.lookError}`}
        </p>
        <p className="muted">
          {count(watch.buildsLastDay, 'build')} in 24 hours
          {watch.buildsPerDay !== null && ` of ${watch.buildsPerDay} at most`}
        </p>
      </div>
      <WatchActions watch={watch} deleted={() => {}} />
    </li>
  )
}
