import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { treeStatusesQuery } from '../../api/tree-queries.ts'
import { watchQuery } from '../../api/watch-queries.ts'
import { Crumbs } from '../../ui/crumbs.tsx'
import { NeedsScope } from '../../ui/needs-scope.tsx'
import { Failure, Skeleton } from '../../ui/notice.tsx'
import { useTitle } from '../../ui/use-title.ts'
import { emptyWatchForm, formOfWatch } from './model/watch-form.ts'
import { WatchFormView } from './parts/watch-form-view.tsx'

/** Adds a watch. */
export function NewWatchPage() {
  useTitle('Add a watch')
  return (
    <div className="page">
      <div className="crumbs">
        <Crumbs>
          <Link to="/watches">Watches</Link>
          <span>Add</span>
        </Crumbs>
      </div>
      <h1>Add a watch</h1>
      <NeedsScope scope="admin" what="Adding a watch">
        <NewWatch />
      </NeedsScope>
    </div>
  )
}

/** Waits for the trees: the only one is chosen. */
function NewWatch() {
  const { data: trees = [], isPending } = useQuery(treeStatusesQuery)
  if (isPending) return <Skeleton rows={8} label="Loading trees" />
  const [only] = trees
  return <WatchFormView initial={emptyWatchForm(only && trees.length === 1 ? only.name : '')} />
}

/** Changes a watch. */
export function EditWatchPage() {
  const { id } = useParams({ from: '/watches/$id/edit' })
  const { data: watch, error, refetch } = useQuery(watchQuery(id))
  useTitle(watch ? `Change ${watch.name} · watch` : 'Change a watch')
  return (
    <div className="page">
      <div className="crumbs">
        <Crumbs>
          <Link to="/watches">Watches</Link>
          <Link to="/watches/$id" params={{ id }}>
            {watch?.name ?? id}
          </Link>
          <span>Change</span>
        </Crumbs>
      </div>
      <h1>Change {watch?.name ?? 'a watch'}</h1>
      <NeedsScope scope="admin" what="Changing a watch">
        {!watch && error && <Failure error={error} retry={() => void refetch()} />}
        {!watch && !error && <Skeleton rows={8} label="Loading the watch" />}
        {watch && <WatchFormView key={id} id={id} initial={formOfWatch(watch)} />}
      </NeedsScope>
    </div>
  )
}
