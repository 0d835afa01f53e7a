import type { Bisection, Search } from '@kbisect/contracts'
import { canChangeWords, doubts, percent, unsureWords } from '../model/belief.ts'
import { likeliestPiece } from '../model/belief-strip.ts'
import { CommitButton, RankedCommits } from './ranked-commits.tsx'

interface BeliefPanelProps {
  readonly bisection: Bisection
  readonly select: (hash: string) => void
}

/** While it searches: how sure the engine is, of which commits, and why it tests what it tests. */
export function BeliefPanel({ bisection, select }: BeliefPanelProps) {
  const { search, state, progress } = bisection
  if (!search || state === 'finished') return null
  return (
    <section className="panel belief" aria-labelledby="belief-title">
      <h2 id="belief-title">State of the search</h2>
      <p className="belief-lead">
        <b>{unsureWords(search.effective)}.</b> <span>{canChangeWords(search.canChange, progress.commits)}.</span>{' '}
        <span>{pieceWords(search, progress.commits)}</span>
      </p>
      <Doubts search={search} />
      <div className="belief-columns">
        <div>
          <h3>Most probable</h3>
          <RankedCommits ranked={search.ranked} select={select} />
        </div>
        <div>
          <h3>Chosen to test</h3>
          <Choices choices={search.choices} select={select} />
        </div>
      </div>
    </section>
  )
}

/** The strip of probabilities in a sentence. */
function pieceWords({ strip }: Search, commits: number): string {
  const piece = likeliestPiece(strip, commits)
  if (!piece) return ''
  const [first, last] = [piece.first + 1, piece.last + 1].map((place) => place.toLocaleString('en'))
  const where = first === last ? `at commit ${first}` : `in commits ${first} to ${last}`
  return `${percent(piece.probability)} of the probability lies ${where}.`
}

function Doubts({ search }: { search: Search }) {
  const all = doubts(search)
  if (all.length === 0) return null
  return (
    <ul className="belief-doubts" aria-label="Doubts">
      {all.map((words) => (
        <li key={words}>{words}</li>
      ))}
    </ul>
  )
}

function Choices({ choices, select }: { choices: Search['choices']; select: (hash: string) => void }) {
  if (choices.length === 0) return <p className="muted">Nothing is left that would teach more.</p>
  return (
    <ul className="ticks">
      {choices.map((choice) => (
        <li key={choice.commit} className="choice">
          <span className="task-kind">{choice.action}</span>
          <span>
            <CommitButton commit={choice.commit} subject={choice.subject} select={select} />
            <span className="sub">{choice.reason}</span>
          </span>
        </li>
      ))}
    </ul>
  )
}
