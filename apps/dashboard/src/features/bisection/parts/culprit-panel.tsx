import {
  type Bisection,
  type BisectionResult,
  type Candidate,
  type CommitSummary,
  culpritLabel,
  failureText,
  loreLink,
  type Run,
} from '@kbisect/contracts'
import { useQuery } from '@tanstack/react-query'
import { commitQuery } from '../../../api/queries.ts'
import { count } from '../../../model/headline.ts'
import { ShowAll, useCollapsed } from '../../../ui/collapsed.tsx'
import { CommitPageLink, useTreeOfCommits } from '../../../ui/commit-hash.tsx'
import { CopyButton } from '../../../ui/copy-button.tsx'
import { Ago } from '../../../ui/time.tsx'
import { TellingLogLinks } from './compare-link.tsx'
import { DiffView } from './diff-view.tsx'
import { CommitButton, RankedCommits } from './ranked-commits.tsx'

interface CulpritPanelProps {
  readonly bisection: Bisection
  readonly candidates: readonly Candidate[]
  readonly runs: readonly Run[]
  readonly select: (hash: string) => void
}

/**
 * The commit that did it: who, when, why, what. Where it could not be told, those that are left.
 */
export function CulpritPanel({ bisection, candidates, runs, select }: CulpritPanelProps) {
  const { result } = bisection
  if (result?.culprit) return <Culprit bisection={bisection} result={result} culprit={result.culprit} runs={runs} />
  const { range = [], ranked = [] } = result ?? {}
  return range.length > 0 ? <LeftOver range={range} ranked={ranked} candidates={candidates} select={select} /> : null
}

/** So many of the commits that are not the most probable ones are shown at first. */
const mostOthers = 10

interface LeftOverProps extends Pick<BisectionResult, 'range' | 'ranked'> {
  readonly candidates: readonly Candidate[]
  readonly select: (hash: string) => void
}

/**
 * What could not be told apart: the probable ones first, then the others, in the order of the
 * range; each with why it was skipped.
 */
function LeftOver({ range, ranked, candidates, select }: LeftOverProps) {
  const known = new Map(candidates.map((candidate) => [candidate.hash, candidate]))
  const others = range.filter((hash) => !ranked.some(({ commit }) => commit === hash))
  const list = useCollapsed(others, mostOthers)
  return (
    <section className="panel left-over" aria-labelledby="range-title">
      <h2 id="range-title">{count(range.length, 'commit')} it can be</h2>
      {ranked.length > 0 && (
        <div>
          <h3>Most probable</h3>
          <RankedCommits ranked={ranked} select={select} note={(hash) => whySkipped(known.get(hash))} />
        </div>
      )}
      {others.length > 0 && (
        <div>
          <h3>{ranked.length > 0 ? 'The others' : 'All'}, from good to bad</h3>
          <ul className="others">
            {list.shown.map((hash) => (
              <li key={hash}>
                <CommitButton commit={hash} subject={known.get(hash)?.subject ?? ''} select={select} />
                <span className="sub break">{whySkipped(known.get(hash))}</span>
              </li>
            ))}
          </ul>
          <ShowAll list={list} noun="commits" />
        </div>
      )}
    </section>
  )
}

function whySkipped(candidate: Candidate | undefined): string {
  if (!candidate) return ''
  const { verdict, reason, noop } = candidate
  if (reason) return verdict === 'skip' ? `skipped: ${reason}` : reason
  return noop ? 'not tested: predicted not to change this kernel' : 'not tested'
}

interface CulpritProps {
  readonly bisection: Bisection
  readonly runs: readonly Run[]
  readonly result: BisectionResult
  readonly culprit: CommitSummary
}

function Culprit({ bisection, runs, result, culprit }: CulpritProps) {
  const { signature } = result
  const label = culpritLabel(result)
  const { data: commit, isPending } = useQuery(commitQuery(bisection.id, culprit.hash))
  const body = commit?.message.replace(culprit.subject, '').trim()
  return (
    <section className={`panel culprit${label === 'probable' ? ' is-probable' : ''}`} aria-labelledby="culprit-title">
      <h2 id="culprit-title">
        {label === undefined ? 'Was suspected' : label === 'probable' ? 'Probable culprit' : 'Culprit'}
      </h2>
      {label === 'probable' && (
        <p className="caution">
          Not confirmed: see the checks, and what this result rests on, before you tell its author.
        </p>
      )}
      <p className="culprit-line">
        <CommitPageLink hash={culprit.hash}>
          <code className="break">{culprit.hash}</code>
        </CommitPageLink>{' '}
        <CopyButton text={culprit.hash} label="Copy hash" small />
      </p>
      <p className="culprit-title">
        <CommitPageLink hash={culprit.hash}>{culprit.subject}</CommitPageLink>
      </p>
      <p className="sub">
        {culprit.author}, <Ago at={culprit.authoredAt} />
        {commit && <Discussion subject={culprit.subject} message={commit.message} />}
      </p>
      {signature && (
        <p>
          Fails with <code className="signature">{failureText(signature)}</code>
        </p>
      )}
      <TellingLogLinks bisection={bisection} runs={runs} />
      {body && <pre className="message">{body}</pre>}
      {isPending && <p className="muted">Loading its changes …</p>}
      {commit && <DiffView commit={commit} />}
    </section>
  )
}

/** The way to the mails of the kernel's lists about a commit, where there are likely some. */
function Discussion({ subject, message }: { subject: string; message: string }) {
  const tree = useTreeOfCommits()
  const link = tree && loreLink({ subject, message }, tree.url)
  if (!link) return null
  return (
    <>
      {' · '}
      <a href={link} rel="noreferrer">
        {link.includes('?q=') ? 'Search the mailing lists' : 'Discussion on the mailing list'}
      </a>
    </>
  )
}
