import type { Bisection, Candidate } from '@kbisect/contracts'
import { shortRef } from '../../../model/headline.ts'
import { Hash } from '../../../ui/hash.tsx'
import type { MarkKind } from '../../../ui/verdict-mark.tsx'
import { VerdictSign, VerdictWordMark } from '../../../ui/verdict-mark.tsx'
import type { Share } from '../model/belief-strip.ts'
import { believed, fate, slotWords } from '../model/format-slot.ts'
import type { Slot } from '../model/strip-layout.ts'

const kinds: readonly MarkKind[] = ['good', 'bad', 'skip', 'weak', 'untested']

/** What the marks mean. */
export function StripLegend({ binned, believes }: { binned: number; believes: boolean }) {
  return (
    <ul className="legend" aria-label="Legend">
      {kinds.map((kind) => (
        <li key={kind}>
          <VerdictSign kind={kind} />
          {kind}
        </li>
      ))}
      <li>
        <span className="legend-band" aria-hidden="true" />
        can be the culprit
      </li>
      {believes && (
        <li>
          <span className="legend-belief" aria-hidden="true" />
          probability
        </li>
      )}
      {binned > 1 && <li className="muted">{binned} commits to a mark</li>}
    </ul>
  )
}

/** The two revisions, below the strip. */
export function StripAxis({ bisection }: { bisection: Bisection }) {
  return (
    <div className="strip-axis">
      <span title={bisection.good.hash}>
        <b className="t-good">good</b> {shortRef(bisection.good)}
      </span>
      <span title={bisection.bad.hash} className="strip-axis-bad">
        {shortRef(bisection.bad)} <b className="t-bad">bad</b>
      </span>
    </div>
  )
}

interface StripReadoutProps {
  readonly slot: Slot | undefined
  readonly candidates: readonly Candidate[]
  readonly share: Share | undefined
}

/** The commit under the pointer or the keyboard. Its height never changes. */
export function StripReadout({ slot, candidates, share }: StripReadoutProps) {
  const commit = slot && slot.first === slot.last ? candidates[slot.first] : undefined
  return (
    <div className="strip-readout" aria-hidden="true">
      {slot && commit && (
        <>
          <VerdictWordMark verdict={commit.verdict} runs={commit.runs} />
          <Hash hash={commit.hash} />
          <span className="strip-subject">{commit.subject}</span>
          <span className="muted">{[fate(commit), ...believed(slot, share)].join(' ')}</span>
        </>
      )}
      {slot && !commit && <span>{slotWords(slot, candidates, share)}</span>}
      {!slot && (
        <span className="muted">
          Point at a commit, or focus the strip and use the arrow keys. Enter opens it below.
        </span>
      )}
    </div>
  )
}
