import type { Bisection, MergeSide } from '@kbisect/contracts'
import { count } from '../../../model/headline.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { CommitButton } from './ranked-commits.tsx'

const ranks = ['First', 'Second', 'Third', 'Fourth']

/** Of a culprit that is a merge with good parents: what of each side meets in it. */
export function MergePanel({ bisection, select }: { bisection: Bisection; select: (hash: string) => void }) {
  const merge = bisection.result?.merge
  if (!merge) return null
  const isKnown = merge.sides.some(({ commit, tested }) => commit !== null || tested > 0)
  return (
    <section className="panel" aria-labelledby="merge-title">
      <h2 id="merge-title">What meets in this merge</h2>
      <p className="panel-note">
        {isKnown
          ? 'A semantic conflict: the sides merge without a conflict of text and pass one by one, but not together. Neither is wrong taken alone.'
          : 'The sides pass one by one, the merge does not.'}
      </p>
      <ol className="sides">
        {merge.sides.map((side, at) => (
          <Side key={side.parent} side={side} rank={ranks[at] ?? 'Next'} select={select} />
        ))}
      </ol>
    </section>
  )
}

function Side({ side, rank, select }: { side: MergeSide; rank: string; select: (hash: string) => void }) {
  const { parent, commit, tested, reason } = side
  return (
    <li className="side">
      <h3>
        {rank} side, up to <CommitHash hash={parent} />
      </h3>
      {commit && (
        <>
          <CommitButton commit={commit.hash} subject={commit.subject} select={select} />
          <p className="sub">{commit.author}</p>
        </>
      )}
      <p className="sub">
        {reason}
        {tested > 0 && `; ${count(tested, 'commit')} of this side ${tested === 1 ? 'was' : 'were'} merged and tested`}
      </p>
    </li>
  )
}
