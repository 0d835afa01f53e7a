import type { WatchedRevision, WatchResult } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { Ago } from '../../../ui/time.tsx'
import { VerdictSign } from '../../../ui/verdict-mark.tsx'
import { stateMarks, watchMatrix } from '../model/watch-matrix.ts'

/** Revisions by targets; each result leads to the check that found it. */
export function WatchTable({ revisions }: { revisions: readonly WatchedRevision[] }) {
  const { columns, rows } = watchMatrix(revisions)
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
              <RevisionHead revision={revision} />
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

function RevisionHead({ revision }: { revision: WatchedRevision }) {
  return (
    <th scope="row" className="revision-head">
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
