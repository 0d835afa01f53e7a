import type { Branch, Revision } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { resultKind, resultWords } from '../../../model/test-results.ts'
import { CommitHash } from '../../../ui/commit-hash.tsx'
import { resultMarks } from '../../../ui/result-marks.ts'
import { Ago } from '../../../ui/time.tsx'
import { VerdictSign } from '../../../ui/verdict-mark.tsx'
import type { Cell } from '../model/revision-matrix.ts'
import { revisionMatrix } from '../model/revision-matrix.ts'

interface RevisionTableProps {
  readonly revisions: readonly Revision[]
  readonly branches: readonly Branch[]
}

/** Revisions by targets; each result leads to the bisection that tested it last. */
export function RevisionTable({ revisions, branches }: RevisionTableProps) {
  const { targets, rows } = revisionMatrix(revisions)
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is scrolled must be reached by keys
    <section className="panel flush table-scroll" aria-label="Results by target" tabIndex={0}>
      <table className="table revision-table">
        <caption className="sr-only">Revisions that were tested, newest first, by target</caption>
        <thead>
          <tr>
            <th scope="col">Revision</th>
            {targets.map((target) => (
              <th key={target} scope="col">
                {target}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ revision, cells }) => (
            <tr key={revision.commit}>
              <RevisionHead
                revision={revision}
                heads={branches.filter(({ hash }) => hash === revision.commit).map(({ name }) => name)}
              />
              {cells.map((cell, at) => (
                <td key={targets[at]}>
                  <CellResults cell={cell} several={cells.some((each) => each.length > 1)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function RevisionHead({ revision, heads }: { revision: Revision; heads: readonly string[] }) {
  return (
    <th scope="row" className="revision-head">
      <span className="revision-subject">{revision.subject ?? 'subject not known'}</span>
      <span className="sub">
        <CommitHash hash={revision.commit} /> · tested <Ago at={revision.testedAt} />
        {heads.map((name) => (
          <span key={name} className="chip branch-chip">
            {name}
          </span>
        ))}
      </span>
    </th>
  )
}

/** `several`: the test is named, because there are results of more than one. */
function CellResults({ cell, several }: { cell: Cell; several: boolean }) {
  if (cell.length === 0) return <span className="muted">–</span>
  return (
    <ul className="cell-results">
      {cell.map((result) => {
        const kind = resultKind(result)
        const runs = result.passes + result.failures
        const words = `${result.test}: ${resultWords(result)}`
        const shown = (
          <>
            <VerdictSign kind={resultMarks[kind]} />
            <span aria-hidden="true">
              {runs === 0 ? '?' : `${result.passes}/${runs}`}
              {(several || result.test !== 'boot') && ` ${result.test}`}
            </span>
            <span className="sr-only">{words}</span>
          </>
        )
        const className = `cell-result b-${resultMarks[kind]}`
        return (
          <li key={result.test}>
            {result.bisectionId === null ? (
              <span className={className} title={words}>
                {shown}
              </span>
            ) : (
              <Link to="/bisections/$id" params={{ id: result.bisectionId }} className={className} title={words}>
                {shown}
              </Link>
            )}
          </li>
        )
      })}
    </ul>
  )
}
