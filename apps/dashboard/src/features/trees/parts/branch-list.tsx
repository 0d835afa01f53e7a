import type { Branch } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { LoadMore, type LoadMoreProps } from '../../../ui/load-more.tsx'
import { Ago } from '../../../ui/time.tsx'
import { useMay } from '../../../ui/use-session.ts'

/** So many are shown until more are wanted. */
const first = 12

interface BranchListProps {
  readonly tree: string
  readonly branches: readonly Branch[]
  /** Where more of them come from. */
  readonly query: LoadMoreProps['query']
}

/** Branches as of the last fetch, newest first. */
export function BranchList({ tree, branches, query }: BranchListProps) {
  const [all, setAll] = useState(false)
  const maySubmit = useMay('submit')
  if (branches.length === 0) return <p className="flush-text muted">It has no branches, or was never fetched.</p>
  const shown = all ? branches : branches.slice(0, first)
  return (
    <>
      <ul className="branches">
        {shown.map(({ name, hash, subject, committedAt }) => (
          <li key={name} className="branch">
            <span className="branch-name">{name}</span>
            <span className="branch-head">
              <CommitHash hash={hash} /> {subject} · <Ago at={committedAt} />
            </span>
            {maySubmit && (
              <Link to="/new" search={{ tree, bad: name }} className="branch-link">
                Bisect<span className="sr-only"> {name}</span>
              </Link>
            )}
          </li>
        ))}
      </ul>
      {shown.length < branches.length && (
        <button type="button" className="button flush-more" onClick={() => setAll(true)}>
          {query.hasNextPage ? 'Show more' : `Show all ${branches.length.toLocaleString('en')}`}
        </button>
      )}
      {shown.length === branches.length && <LoadMore query={query} />}
    </>
  )
}
