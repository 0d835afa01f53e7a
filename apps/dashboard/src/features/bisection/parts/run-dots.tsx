import type { Run } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { runResultAndWarnings, warningsOf } from '../../../model/group-runs.ts'

const looks: Record<Run['result']['kind'], { symbol: string; kind: string }> = {
  passed: { symbol: '✓', kind: 'good' },
  failed: { symbol: '✕', kind: 'bad' },
  skipped: { symbol: '–', kind: 'skip' },
  infrastructure: { symbol: '!', kind: 'weak' },
}

/** A kernel that passed and warned is not quite well. */
const warning = { symbol: '✓', kind: 'weak' }

/** A failure that comes and goes may have dozens of runs; all are in their tab. */
const mostShown = 12

interface RunDotsProps {
  readonly runs: readonly Run[]
  /** How many there are, where that may be more than were read. */
  readonly total?: number
  readonly bisectionId: string
}

/** Runs as small links to their logs. */
export function RunDots({ runs, total = runs.length, bisectionId }: RunDotsProps) {
  if (total === 0) return null
  const rest = total - Math.min(runs.length, mostShown)
  return (
    <span className="dots">
      {runs.slice(0, mostShown).map((run) => (
        <Link
          key={run.id}
          to="/runs/$id"
          params={{ id: run.id }}
          search={{ bisection: bisectionId }}
          className={`dot b-${lookOf(run).kind}`}
          title={`${runName(run)}: ${runResultAndWarnings(run)}`}
          aria-label={`Log of ${runName(run).toLowerCase()}: ${runResultAndWarnings(run)}`}
        >
          {lookOf(run).symbol}
        </Link>
      ))}
      {rest > 0 && <span className="dots-more num">+{rest}</span>}
    </span>
  )
}

const lookOf = (run: Run) =>
  run.result.kind === 'passed' && warningsOf(run).length > 0 ? warning : looks[run.result.kind]

const runName = ({ attempt, patched, merged }: Run) =>
  `Run ${attempt}${patched ? ' with a fix applied' : ''}${merged ? ' of a merge' : ''}`
