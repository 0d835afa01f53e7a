import type { Watch } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { watchesQuery } from '../../api/watch-queries.ts'
import { count } from '../../model/headline.ts'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { Ago } from '../../ui/time.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { scheduleWords, stateWords } from './model/watch-words.ts'
import { WatchActions } from './parts/watch-actions.tsx'

/** What is tested by itself. */
export function WatchesPage() {
  useTitle('Watches')
  const { data: watches, error, isPending, refetch } = useQuery(watchesQuery)
  return (
    <div className="page">
      <h1>Watches</h1>
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
        A watch looks at branches of a tree, builds and boots each new revision on the targets that it names, and
        bisects what breaks. An administrator adds one from a terminal:
      </p>
      <pre className="code">
        kbisect watch-branch add next --tree linux-next --branch master --arch arm --arch arm64 --every 30m
      </pre>
      <p>
        Each revision then costs a build and two boots of each target; a failure costs more until it is told from
        chance. <code>kbisect watch-branch add --help</code> lists what else a watch can do.
      </p>
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
          on {count(watch.targets.length, 'target')}
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
      </div>
      <WatchActions watch={watch} deleted={() => {}} />
    </li>
  )
}
