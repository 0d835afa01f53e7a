import type { Run } from '@kbisect/contracts'
import { Link } from '@tanstack/react-router'
import { signalWords } from '../model/group-runs.ts'

const looks: Record<Run['signal']['kind'], { symbol: string; kind: string }> = {
  passed: { symbol: '✓', kind: 'good' },
  failed: { symbol: '✕', kind: 'bad' },
  skipped: { symbol: '–', kind: 'skip' },
  infrastructure: { symbol: '!', kind: 'weak' },
}

/** Runs as small links to their logs. */
export function RunDots({ runs, bisectionId }: { runs: readonly Run[]; bisectionId: string }) {
  if (runs.length === 0) return null
  return (
    <span className="dots">
      {runs.map((run) => (
        <Link
          key={run.id}
          to="/runs/$id"
          params={{ id: run.id }}
          search={{ bisection: bisectionId }}
          className={`dot b-${looks[run.signal.kind].kind}`}
          title={`${runName(run)}: ${signalWords(run)}`}
          aria-label={`Log of ${runName(run).toLowerCase()}: ${signalWords(run)}`}
        >
          {looks[run.signal.kind].symbol}
        </Link>
      ))}
    </span>
  )
}

const runName = ({ attempt, patched }: Run) => `Run ${attempt}${patched ? ' with a fix applied' : ''}`
