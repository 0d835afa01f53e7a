import { count } from '../../../model/headline.ts'
import { Hash } from '../../../ui/hash.tsx'

/** So many are named. */
const mostShown = 6

/** Commits, each opened in the table by a click. */
export function CommitLinks({ commits, select }: { commits: readonly string[]; select: (hash: string) => void }) {
  return (
    <>
      {count(commits.length, 'commit')}:{' '}
      {commits.slice(0, mostShown).map((hash) => (
        <button key={hash} type="button" className="link" onClick={() => select(hash)}>
          <Hash hash={hash} />
        </button>
      ))}
      {commits.length > mostShown && '…'}
    </>
  )
}
