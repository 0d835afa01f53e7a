import type { BisectionSummary } from '@kbisect/contracts'
import { roughly } from '../model/format-expected.ts'
import { comparedWith, doneWords, moreWorkWords, shareDone } from '../model/work-progress.ts'

/** The highest share that this tab has shown of each bisection. */
const highest = new Map<string, number>()

/** How much of the expected work is done, as a bar and in words. A bar that goes back says why. */
export function WorkProgress({ bisection }: { bisection: BisectionSummary }) {
  const { id, title, state, expected } = bisection
  const known = highest.get(id) ?? 0
  const { share, before } = comparedWith(known, shareDone(bisection))
  highest.set(id, Math.max(known, share))
  const percent = Math.floor(share * 100)
  return (
    <div className="work-progress">
      <div
        className={`progress progress-${state}`}
        role="progressbar"
        aria-label={`Work done: ${title}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
          <rect className="progress-all" x="0" y="0" width="100" height="8" />
          <rect className="progress-done" x="0" y="0" width={share * 100} height="8" />
        </svg>
      </div>
      <span className="progress-words num">
        {doneWords(share)}
        {state !== 'paused' && <> · {expected ? `${roughly(expected.seconds)} to go` : 'duration not yet known'}</>}
      </span>
      {before !== undefined && <span className="progress-more">{moreWorkWords(before)}</span>}
    </div>
  )
}
