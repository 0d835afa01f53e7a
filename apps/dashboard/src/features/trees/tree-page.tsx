import type { Branch, TreeStatus } from '@kbisect/contracts'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { branchesQuery, revisionsQuery, treeQuery } from '../../api/tree-queries.ts'
import { TreeOfCommits } from '../../ui/commit-hash.tsx'
import { Crumbs } from '../../ui/crumbs.tsx'
import { FollowRegressions } from '../../ui/follow-regressions.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { Empty, Failure, Skeleton } from '../../ui/notice.tsx'
import { useMay } from '../../ui/use-session.ts'
import { useTitle } from '../../ui/use-title.ts'
import { BranchList } from './parts/branch-list.tsx'
import { CommitUrlPanel } from './parts/commit-url-panel.tsx'
import { CredentialsPanel } from './parts/credentials-panel.tsx'
import { FetchButton } from './parts/fetch-button.tsx'
import { FetchState } from './parts/fetch-state.tsx'
import { RevisionTable } from './parts/revision-table.tsx'
import { TreeWatches } from './parts/tree-watches.tsx'

/** One tree: its branches, and the revisions that were tested with their results by target. */
export function TreePage() {
  const { name } = useParams({ from: '/trees/$name' })
  const { data: tree, error, refetch } = useQuery(treeQuery(name))
  useTitle(tree?.fetching ? `fetching · ${name}` : name)
  const query = useInfiniteQuery({ ...branchesQuery(name), enabled: tree !== undefined })
  const branches = query.data?.pages.flatMap((page) => page.items)
  return (
    <TreeOfCommits tree={name}>
      <div className="page">
        <div className="crumbs">
          <Crumbs>
            <Link to="/trees">Trees</Link>
            <span>{name}</span>
          </Crumbs>
        </div>
        {!tree && error && (
          <>
            <h1>{name}</h1>
            <Failure error={error} retry={() => void refetch()} />
          </>
        )}
        {!tree && !error && <Skeleton rows={8} label="Loading the tree" />}
        {tree && (
          <>
            <TreeHead tree={tree} />
            <FollowRegressions tree={tree.name} />
            <TreeWatches tree={tree.name} />
            <Revisions name={name} branches={branches ?? []} />
            <section className="panel flush" aria-labelledby="branches-title">
              <h2 id="branches-title" className="flush-title">
                Branches
              </h2>
              {query.isPending && <Skeleton rows={4} label="Loading branches" />}
              {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
              {branches && <BranchList tree={name} branches={branches} query={query} />}
            </section>
            <CommitUrlPanel tree={tree} />
            <CredentialsPanel tree={tree} />
          </>
        )}
      </div>
    </TreeOfCommits>
  )
}

function TreeHead({ tree }: { tree: TreeStatus }) {
  const maySubmit = useMay('submit')
  return (
    <div className="page-head tree-head">
      <div>
        <h1>{tree.name}</h1>
        <p className="break muted">
          <code>{tree.url}</code>
        </p>
        <p>
          <FetchState tree={tree} />
        </p>
      </div>
      <div className="actions">
        <Link to="/regressions" search={{ tree: tree.name }} className="button">
          Regressions
        </Link>
        <FetchButton tree={tree} />
        {maySubmit && (
          <Link to="/new" search={{ tree: tree.name }} className="button primary">
            New bisection
          </Link>
        )}
      </div>
    </div>
  )
}

function Revisions({ name, branches }: { name: string; branches: readonly Branch[] }) {
  const query = useInfiniteQuery(revisionsQuery(name))
  const revisions = query.data?.pages.flatMap((page) => page.items)
  return (
    <section className="revisions" aria-labelledby="revisions-title">
      <h2 id="revisions-title">Revisions tested</h2>
      <p className="muted">Runs that passed, of all runs. Each leads to the bisection that tested it last.</p>
      {query.isPending && <Skeleton rows={6} label="Loading revisions" />}
      {query.error && <Failure error={query.error} retry={() => void query.refetch()} />}
      {revisions?.length === 0 && (
        <Empty title="No tested revisions yet">
          <p>
            The table shows the results of each commit that was built and booted, by target. The first bisection of this
            tree adds the first rows.
          </p>
        </Empty>
      )}
      {revisions && revisions.length > 0 && <RevisionTable revisions={revisions} branches={branches} />}
      <LoadMore query={query} />
    </section>
  )
}
