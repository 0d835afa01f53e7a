import type { TreeStatus } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { send } from '../../api/send.ts'
import { treeStatusesQuery } from '../../api/tree-queries.ts'
import { ConfirmButton } from '../../ui/confirm-button.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { TreeForm } from '../../ui/tree-form.tsx'
import { useMay } from '../../ui/use-session.ts'
import { useTitle } from '../../ui/use-title.ts'
import { FetchButton } from './parts/fetch-button.tsx'
import { FetchState } from './parts/fetch-state.tsx'

/** The git repositories that are known. */
export function TreesPage() {
  useTitle('Trees')
  const { data: trees, error, isPending, refetch } = useQuery(treeStatusesQuery)
  const [adding, setAdding] = useState(false)
  const mayAdd = useMay('admin')
  return (
    <div className="page">
      <div className="page-head">
        <h1>Trees</h1>
        {mayAdd && (
          <button type="button" className="button" aria-expanded={adding} onClick={() => setAdding(!adding)}>
            {adding ? 'Close' : 'Add a tree'}
          </button>
        )}
      </div>
      {adding && (
        <section className="panel tree-adding" aria-label="Add a tree">
          <TreeForm added={() => setAdding(false)} />
        </section>
      )}
      {isPending && <Skeleton rows={3} label="Loading trees" />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {trees?.length === 0 && (
        <Empty title="No trees yet">
          <p>
            The list shows the git repositories that kbisect fetches and bisects in. Add one by its name and URL, for
            example <code>mainline</code> and{' '}
            <code className="break">https://git.kernel.org/pub/scm/linux/kernel/git/torvalds/linux.git</code>.
          </p>
        </Empty>
      )}
      {trees && trees.length > 0 && (
        <ul className="trees">
          {trees.map((tree) => (
            <TreeItem key={tree.id} tree={tree} mayRemove={mayAdd === true} />
          ))}
        </ul>
      )}
    </div>
  )
}

function TreeItem({ tree, mayRemove }: { tree: TreeStatus; mayRemove: boolean }) {
  return (
    <li className="panel tree">
      <div className="tree-words">
        <h2>
          <Link to="/trees/$name" params={{ name: tree.name }}>
            {tree.name}
          </Link>
        </h2>
        <p className="break muted">
          <code>{tree.url}</code>
        </p>
        <p>
          <FetchState tree={tree} />
        </p>
      </div>
      <div className="actions">
        <FetchButton tree={tree} />
        {mayRemove && (
          <ConfirmButton
            label="Remove"
            quiet
            dangerous
            question={`Remove the tree ${tree.name}?`}
            consequence="Its mirror is deleted. A tree that a bisection used stays."
            act={() => send('DELETE', `/trees/${encodeURIComponent(tree.name)}`)}
          />
        )}
      </div>
    </li>
  )
}
