import type { BisectionSummary } from '@kbisect/contracts'
import { statusWords } from '../model/headline.ts'

const symbols: Record<string, string> = {
  culprit: '✓',
  range: '↔',
  'not-reproduced': '∅',
  inconclusive: '?',
  cancelled: '■',
  error: '!',
  queued: '…',
  running: '▶',
  paused: '‖',
  finished: '✓',
}

/** State or outcome of a bisection as symbol and word. */
export function StatusBadge({ bisection }: { bisection: Pick<BisectionSummary, 'state' | 'outcome'> }) {
  const kind = bisection.outcome ?? bisection.state
  return (
    <span className={`badge status-${kind}`}>
      <span className="badge-symbol" aria-hidden="true">
        {symbols[kind]}
      </span>
      {statusWords(bisection)}
    </span>
  )
}
