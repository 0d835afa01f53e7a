import type { Changed } from '../model/task-revision.ts'
import { Hash } from './hash.tsx'

/** What was done to a commit before it was built; nothing for a commit as it is. */
export function RevisionNote({ reverted, patched, merged }: Changed) {
  if (reverted === null && patched === null && merged === null) return null
  return (
    <span className="sub">
      {reverted !== null && (
        <>
          without <Hash hash={reverted} />
        </>
      )}{' '}
      {patched !== null && (
        <>
          with fix <Hash hash={patched} /> applied
        </>
      )}{' '}
      {merged !== null && (
        <>
          with <Hash hash={merged} /> merged into it
        </>
      )}
    </span>
  )
}
