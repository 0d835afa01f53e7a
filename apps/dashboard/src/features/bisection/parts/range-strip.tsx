import type { Bisection, Candidate } from '@kbisect/contracts'
import type { KeyboardEvent, PointerEvent } from 'react'
import { useMemo, useRef, useState } from 'react'
import { namedWord } from '../../../model/format-culprit.ts'
import { useWidth } from '../hooks/use-width.ts'
import { shareOf } from '../model/belief-strip.ts'
import { slotWords } from '../model/format-slot.ts'
import { goodRevisionPassed } from '../model/stages.ts'
import type { Slot } from '../model/strip-layout.ts'
import { layOutStrip, slotAt } from '../model/strip-layout.ts'
import { geometry, stripHeight } from '../model/strip-paths.ts'
import { StripAxis, StripLegend, StripReadout } from './format-strip.tsx'
import { StripDrawing } from './strip-drawing.tsx'

interface RangeStripProps {
  readonly bisection: Bisection
  readonly candidates: readonly Candidate[]
  readonly selected: string | undefined
  readonly select: (hash: string) => void
}

/**
 * The range from good to bad as a strip. One tab stop; arrows walk along it, Enter opens a commit
 * in the table.
 */
export function RangeStrip({ bisection, candidates, selected, select }: RangeStripProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const layout = useMemo(() => layOutStrip(candidates), [candidates])
  const at = geometry(layout, width)
  const [hovered, setHovered] = useState<number>()
  const [walked, setWalked] = useState<number>()

  const indexOf = useMemo(() => new Map(candidates.map((candidate, index) => [candidate.hash, index])), [candidates])
  const slotOf = (hash: string | undefined) => {
    const index = hash === undefined ? undefined : indexOf.get(hash)
    return index === undefined ? undefined : slotAt(layout, index)
  }
  const culprit = slotOf(bisection.result?.culprit?.hash)
  const chosen = walked ?? slotOf(selected) ?? culprit ?? 0
  const shown = hovered ?? walked ?? slotOf(selected)
  const chosenSlot = layout.slots[chosen]
  const shownSlot = shown === undefined ? undefined : layout.slots[shown]
  const belief = beliefOf(bisection)
  const share = (slot: Slot | undefined) => slot && belief && shareOf(belief, candidates.length, slot.first, slot.last)

  const open = (slot: number) => {
    const candidate = candidates[layout.slots[slot]?.first ?? -1]
    if (candidate) select(candidate.hash)
  }
  const place = (event: PointerEvent) => at.slotAt(event.clientX - event.currentTarget.getBoundingClientRect().left)
  const walk = (event: KeyboardEvent) => {
    const target = { ...steps(chosen), Home: 0, End: layout.slots.length - 1 }[event.key]
    if (target !== undefined) setWalked(Math.min(layout.slots.length - 1, Math.max(0, target)))
    else if (event.key === 'Enter' || event.key === ' ') open(chosen)
    else return
    event.preventDefault()
  }

  return (
    <section className="panel strip-panel" aria-labelledby="strip-title">
      <div className="panel-head">
        <h2 id="strip-title">Range</h2>
        <StripLegend binned={layout.perSlot} believes={belief !== undefined} />
      </div>
      <div
        ref={frame}
        className={belief ? 'strip with-belief' : 'strip'}
        role="slider"
        tabIndex={0}
        aria-label="Commits from good to bad"
        aria-orientation="horizontal"
        aria-valuemin={1}
        aria-valuemax={Math.max(1, layout.slots.length)}
        aria-valuenow={chosen + 1}
        aria-valuetext={
          chosenSlot ? slotWords(chosenSlot, candidates, share(chosenSlot)) : 'The range is not known yet'
        }
        onPointerMove={(event) => setHovered(place(event))}
        onPointerLeave={() => setHovered(undefined)}
        onClick={(event) => open(at.slotAt(event.clientX - event.currentTarget.getBoundingClientRect().left))}
        onKeyDown={walk}
        onBlur={() => setWalked(undefined)}
      >
        {width > 0 && candidates.length > 0 && (
          <StripDrawing
            layout={layout}
            at={at}
            width={width}
            culprit={culprit}
            culpritHash={bisection.result?.culprit?.hash}
            culpritWord={namedWord(bisection.label)}
            shown={shown}
            working={workingSlots(bisection, slotOf)}
            belief={belief}
            goodProved={goodRevisionPassed(bisection)}
          />
        )}
        {candidates.length === 0 && (
          <p className="strip-empty" data-height={stripHeight}>
            The range appears here once its history is loaded.
          </p>
        )}
      </div>
      <StripAxis bisection={bisection} />
      <StripReadout slot={shownSlot} candidates={candidates} share={share(shownSlot)} />
    </section>
  )
}

const steps = (slot: number): Record<string, number> => ({
  ArrowLeft: slot - 1,
  ArrowDown: slot - 1,
  ArrowRight: slot + 1,
  ArrowUp: slot + 1,
  PageDown: slot - 10,
  PageUp: slot + 10,
})

/** The probabilities to draw: once a culprit is named, there is nothing left to weigh. */
function beliefOf({ search, result }: Bisection): readonly number[] | undefined {
  return search && search.strip.length > 0 && !result?.culprit ? search.strip : undefined
}

/** Slots in which something is built or booted right now. */
function workingSlots(bisection: Bisection, slotOf: (hash: string) => number | undefined): number[] {
  if (bisection.state !== 'running') return []
  const slots = bisection.progress.working
    .filter((task) => task.startedAt !== null)
    .map((task) => slotOf(task.commit))
    .filter((slot) => slot !== undefined)
  return [...new Set(slots)]
}
