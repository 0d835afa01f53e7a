import type { WatchedRevision } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'

/** The way to the comparison of two revisions, of those that were chosen, newest first. */
export function CompareChoice({ chosen: [newer, older] }: { chosen: readonly WatchedRevision[] }) {
  if (!newer || !older) {
    return (
      <p className="muted" role="status">
        {newer ? `${newer.commit.slice(0, 12)} is chosen; choose one more.` : 'Choose two revisions to compare them.'}
      </p>
    )
  }
  const search = {
    ...{ a: older.commit, b: newer.commit },
    ...(older.branch === newer.branch ? { branch: newer.branch } : {}),
  }
  return (
    <p role="status">
      <Link to="/watches/$id/compare" params={{ id: newer.watchId }} search={search} className="button">
        Compare {older.commit.slice(0, 12)} with {newer.commit.slice(0, 12)}
      </Link>
    </p>
  )
}
