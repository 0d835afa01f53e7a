import type { Candidate, Run } from '@kbisect/contracts'
import { CommitHash, CopyHash } from '../../../ui/commit-hash.tsx'
import { Hash } from '../../../ui/hash.tsx'
import { RunList } from '../../../ui/run-list.tsx'
import { Ago } from '../../../ui/time.tsx'
import { VerdictWordMark } from '../../../ui/verdict-mark.tsx'
import { CandidateActions } from './candidate-actions.tsx'
import { RunDots } from './run-dots.tsx'

interface CandidateRowProps {
  readonly candidate: Candidate
  readonly runs: readonly Run[]
  readonly bisectionId: string
  readonly rowIndex: number
  /** What its mark says, where it is the culprit. */
  readonly culprit: string | undefined
  readonly open: boolean
  readonly toggle: () => void
}

/** A commit in one line; opened, with its runs. */
export function CandidateRow({ candidate, runs, bisectionId, rowIndex, culprit, open, toggle }: CandidateRowProps) {
  return (
    <>
      <tr className={rowClass(candidate)} aria-rowindex={rowIndex}>
        <td className="num cell-position">{candidate.position + 1}</td>
        <td className="cell-verdict">
          <VerdictWordMark verdict={candidate.verdict} runs={candidate.runs} />
        </td>
        <td className="cell-commit">
          <button type="button" className="row-toggle" aria-expanded={open} onClick={toggle}>
            <Hash hash={candidate.hash} />
            <span className="cell-subject">{candidate.subject}</span>
            {culprit && (
              <span className={culprit === 'culprit' ? 'chip chip-bad' : 'chip chip-probable'}>{culprit}</span>
            )}
            {candidate.parents.length > 1 && <span className="chip">merge</span>}
            {candidate.noop && <span className="chip chip-noop">no change to this kernel</span>}
            {candidate.drift && <span className="chip chip-drift">configured otherwise</span>}
            {candidate.override && <span className="chip chip-override">set by hand</span>}
          </button>
        </td>
        <td className="cell-runs">
          <RunDots runs={runs} total={Math.max(runs.length, candidate.runs)} bisectionId={bisectionId} />
        </td>
      </tr>
      {open && (
        <tr className="candidate-detail">
          <td colSpan={4}>
            <dl className="facts inline">
              <div>
                <dt>Commit</dt>
                <dd>
                  <CopyHash hash={candidate.hash} />
                </dd>
              </div>
              <div>
                <dt>Author</dt>
                <dd>{candidate.author}</dd>
              </div>
              <div>
                <dt>Committed</dt>
                <dd>
                  <Ago at={candidate.committedAt} />
                </dd>
              </div>
              <div>
                <dt>Parents</dt>
                <dd>
                  {candidate.parents.map((parent) => (
                    <CommitHash key={parent} hash={parent} />
                  ))}
                </dd>
              </div>
              <div>
                <dt>Prospects</dt>
                <dd>{prospects(candidate, culprit)}</dd>
              </div>
              {candidate.reason && (
                <div>
                  <dt>Why</dt>
                  <dd>{candidate.reason}</dd>
                </div>
              )}
              {candidate.drift && (
                <div>
                  <dt>Configuration</dt>
                  <dd>{candidate.drift}</dd>
                </div>
              )}
            </dl>
            <CandidateActions candidate={candidate} bisectionId={bisectionId} />
            {runs.length > 0 && <RunList runs={runs} bisectionId={bisectionId} />}
            {candidate.runs > runs.length && (
              <p className="muted">
                {runs.length.toLocaleString('en')} of {candidate.runs.toLocaleString('en')} runs are shown.
              </p>
            )}
            {runs.length === 0 && candidate.runs === 0 && <p className="muted">It was not run.</p>}
          </td>
        </tr>
      )}
    </>
  )
}

function rowClass({ possible, noop }: Candidate): string {
  return ['candidate', possible && 'possible', noop && 'noop'].filter(Boolean).join(' ')
}

function prospects({ possible, noop }: Candidate, culprit: string | undefined): string {
  if (culprit) return `it is the ${culprit}`
  if (!possible) return 'ruled out'
  return noop ? 'unlikely to be the culprit: predicted not to change this kernel' : 'can be the culprit'
}
