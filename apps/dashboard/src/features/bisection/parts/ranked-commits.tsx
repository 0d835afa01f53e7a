import type { Search } from '@kbisect/contracts'
import { Hash } from '../../../ui/hash.tsx'
import { percent } from '../model/belief.ts'

/** So many are seen at once; the others are behind a word. */
const mostShown = 6

interface RankedCommitsProps {
  readonly ranked: Search['ranked']
  readonly select: (hash: string) => void
  /** What is added below a commit; empty for nothing. */
  readonly note?: (hash: string) => string
}

/** Candidates, the most probable first, each with its probability as bar and number. */
export function RankedCommits({ ranked, select, note = () => '' }: RankedCommitsProps) {
  const most = ranked[0]?.probability ?? 0
  const rows = (some: Search['ranked'], start: number) => (
    <ol className="ranked" start={start}>
      {some.map((one) => (
        <RankedCommit key={one.commit} one={one} most={most} select={select} note={note(one.commit)} />
      ))}
    </ol>
  )
  const rest = ranked.slice(mostShown)
  return (
    <>
      {rows(ranked.slice(0, mostShown), 1)}
      {rest.length > 0 && (
        <details className="ranked-more">
          <summary>{rest.length} more</summary>
          {rows(rest, mostShown + 1)}
        </details>
      )}
    </>
  )
}

interface RankedCommitProps {
  readonly one: Search['ranked'][number]
  readonly most: number
  readonly select: (hash: string) => void
  readonly note: string
}

function RankedCommit({ one: { commit, subject, probability }, most, select, note }: RankedCommitProps) {
  return (
    <li className="ranked-commit">
      <span className="ranked-share num">{percent(probability)}</span>
      <svg className="share-bar" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
        <rect className="share-all" width="100" height="8" />
        <rect className="share-part" width={most > 0 ? Math.max(1, (probability / most) * 100) : 0} height="8" />
      </svg>
      <CommitButton commit={commit} subject={subject} select={select} />
      {note && <span className="ranked-note sub break">{note}</span>}
    </li>
  )
}

interface CommitButtonProps {
  readonly commit: string
  readonly subject: string
  readonly select: (hash: string) => void
}

/** Opens a commit in the table of candidates. */
export function CommitButton({ commit, subject, select }: CommitButtonProps) {
  return (
    <button type="button" className="link commit-button" onClick={() => select(commit)}>
      <Hash hash={commit} /> <span className="commit-subject">{subject}</span>
    </button>
  )
}
