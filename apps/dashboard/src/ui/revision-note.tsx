import type { Changed } from '../model/task-revision.ts'
import { CommitHash } from './commit-hash.tsx'

/** What was done to a commit before it was built; nothing for a commit as it is. */
export function RevisionNote({ reverted, patched, merged }: Changed) {
  if (reverted === null && patched === null && merged === null) return null
  return (
    <span className="sub">
      {reverted !== null && (
        <>
          without <CommitHash hash={reverted} />
        </>
      )}{' '}
      {patched !== null && (
        <>
          with fix <CommitHash hash={patched} /> applied
        </>
      )}{' '}
      {merged !== null && (
        <>
          with <CommitHash hash={merged} /> merged into it
        </>
      )}
    </span>
  )
}
