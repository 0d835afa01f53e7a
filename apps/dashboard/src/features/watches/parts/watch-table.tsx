import type { WatchedRevision, WatchResult } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Ago } from '../../../ui/time.tsx'
import { VerdictSign } from '../../../ui/verdict-mark.tsx'
import { stateMarks, type WatchMatrix, watchMatrix } from '../model/watch-matrix.ts'
import { CompareChoice } from './compare-choice.tsx'

/**
 * Revisions by targets; each result leads to the check that found it. Two revisions can be chosen
 * to compare them.
 */
export function WatchTable({ revisions }: { revisions: readonly WatchedRevision[] }) {
  const { columns, rows } = watchMatrix(revisions)
  const [chosen, setChosen] = useState<readonly string[]>([])
  // A third one takes the place of the first.
  const toggle = (id: string) =>
    setChosen((now) => (now.includes(id) ? now.filter((one) => one !== id) : [...now, id].slice(-2)))
  return (
    <>
      <CompareChoice chosen={revisions.filter(({ id }) => chosen.includes(id))} />
      <ResultTable columns={columns} rows={rows} chosen={chosen} toggle={toggle} />
    </>
  )
}

interface Choice {
  readonly chosen: readonly string[]
  readonly toggle: (id: string) => void
}

function ResultTable({ columns, rows, chosen, toggle }: WatchMatrix & Choice) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keys
    <section className="panel flush table-scroll" aria-label="Results by target" tabIndex={0}>
      <table className="table revision-table">
        <caption className="sr-only">Revisions, newest first, by target</caption>
        <thead>
          <tr>
            <th scope="col">Revision</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ revision, cells }) => (
            <tr key={revision.id}>
              <RevisionHead revision={revision} isChosen={chosen.includes(revision.id)} toggle={toggle} />
              {cells.map((result, at) => (
                <td key={columns[at]}>{result ? <ResultMark result={result} /> : <span className="muted">–</span>}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

interface HeadProps {
  readonly revision: WatchedRevision
  readonly isChosen: boolean
  readonly toggle: (id: string) => void
}

function RevisionHead({ revision, isChosen, toggle }: HeadProps) {
  return (
    <th scope="row" className="revision-head">
      <input
        type="checkbox"
        className="compare-box"
        aria-label={`Compare ${revision.commit.slice(0, 12)} of ${revision.branch}`}
        checked={isChosen}
        onChange={() => toggle(revision.id)}
      />
      <Link
        to="/watches/$id/revisions/$commit"
        params={{ id: revision.watchId, commit: revision.commit }}
        className="revision-subject"
      >
        {revision.subject}
      </Link>
      <span className="sub">
        <CommitHash hash={revision.commit} /> · seen <Ago at={revision.seenAt} />
        <span className="chip branch-chip">{revision.branch}</span>
      </span>
    </th>
  )
}

/** A result as sign and word; it leads to its check. */
export function ResultMark({ result }: { result: WatchResult }) {
  const { state, passes, failures, bisectionId, sameAs, reason } = result
  const mark = stateMarks[state]
  const runs = passes + failures
  const shown = (
    <>
      <VerdictSign kind={mark} />
      <span>
        {state}
        {failures > 0 && passes > 0 && ` ${failures} of ${runs}`}
        {sameAs !== null && ', same kernel'}
      </span>
    </>
  )
  const className = `cell-result watch-result b-${mark}`
  if (bisectionId === null) return <span className={className}>{shown}</span>
  return (
    <Link to="/bisections/$id" params={{ id: bisectionId }} className={className} title={reason ?? undefined}>
      {shown}
    </Link>
  )
}
