import type { Bisection, BisectionResult, CommitSummary } from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { commitQuery } from '../api/queries.ts'
import { count } from '../model/headline.ts'
import { DiffView } from './diff-view.tsx'
import { Hash } from './hash.tsx'
import { RankedCommits } from './ranked-commits.tsx'
import { Ago } from './time.tsx'

/** The commit that did it: who, when, why, what. */
export function CulpritPanel({ bisection, select }: { bisection: Bisection; select: (hash: string) => void }) {
  const culprit = bisection.result?.culprit
  if (culprit)
    return <Culprit bisectionId={bisection.id} culprit={culprit} signature={bisection.result?.signature?.text} />
  const { range = [], ranked = [] } = bisection.result ?? {}
  return range.length > 0 ? <LeftOver range={range} ranked={ranked} select={select} /> : null
}

interface LeftOverProps extends Pick<BisectionResult, 'range' | 'ranked'> {
  readonly select: (hash: string) => void
}

/** What could not be told apart: the probable ones first, then all that are left, in the order of the range. */
function LeftOver({ range, ranked, select }: LeftOverProps) {
  return (
    <section className="panel left-over" aria-labelledby="range-title">
      <h2 id="range-title">{count(range.length, 'commit')} it can be</h2>
      {ranked.length > 0 && (
        <div>
          <h3>Most probable</h3>
          <RankedCommits ranked={ranked} select={select} />
        </div>
      )}
      {range.length > ranked.length && (
        <div>
          {ranked.length > 0 && <h3>All, from good to bad</h3>}
          <ul className="hash-list">
            {range.map((hash) => (
              <li key={hash}>
                <Hash hash={hash} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </section>
  )
}

interface CulpritProps {
  readonly bisectionId: string
  readonly culprit: CommitSummary
  readonly signature: string | undefined
}

function Culprit({ bisectionId, culprit, signature }: CulpritProps) {
  const { data: commit, isPending } = useQuery(commitQuery(bisectionId, culprit.hash))
  const body = commit?.message.replace(culprit.subject, '').trim()
  return (
    <section className="panel culprit" aria-labelledby="culprit-title">
      <h2 id="culprit-title">Culprit</h2>
      <p className="culprit-line">
        <code className="break">{culprit.hash}</code>
      </p>
      <p className="culprit-title">{culprit.subject}</p>
      <p className="sub">
        {culprit.author}, <Ago at={culprit.authoredAt} />
      </p>
      {signature && (
        <p>
          Fails with <code className="signature">{signature}</code>
        </p>
      )}
      {body && <pre className="message">{body}</pre>}
      {isPending && <p className="muted">Loading its changes …</p>}
      {commit && <DiffView commit={commit} />}
    </section>
  )
}
