import type { Candidate, VerdictWord } from '@kbisect/contracts'
import type { LaneLink } from './strip-lanes.ts'
import { assignLanes } from './strip-lanes.ts'

export type SlotCounts = Record<VerdictWord | 'untested', number>

/** One mark of the strip: a commit, or a bin of neighbours when there are too many to draw. */
export interface Slot {
  /** Indexes into the candidates; equal for a single commit. */
  readonly first: number
  readonly last: number
  readonly lane: 0 | 1
  readonly counts: SlotCounts
  /** How many of its commits can still be the culprit. */
  readonly possible: number
  /** How many are known or predicted not to change the kernel. */
  readonly noops: number
}

/** Neighbouring slots that can still hold the culprit, by slot index, both included. */
export interface Band {
  readonly from: number
  readonly to: number
}

export interface StripLayout {
  readonly slots: readonly Slot[]
  readonly links: readonly LaneLink[]
  readonly bands: readonly Band[]
  readonly lanes: 1 | 2
  /** Commits per slot; 1 when nothing is aggregated. */
  readonly perSlot: number
}

/**
 * Above this many commits, neighbours share a slot: marks below two pixels cannot be told apart.
 */
export const mostSlots = 400

type StripCommit = Pick<Candidate, 'hash' | 'parents' | 'verdict' | 'possible' | 'noop'>

/**
 * Lays out candidates in topological order, good revision first. Time and memory grow with their
 * number.
 */
export function layOutStrip(candidates: readonly StripCommit[], slotLimit = mostSlots): StripLayout {
  const perSlot = Math.max(1, Math.ceil(candidates.length / slotLimit))
  const lanes = perSlot === 1 ? assignLanes(candidates) : undefined
  const slots: Slot[] = []
  for (let first = 0; first < candidates.length; first += perSlot) {
    const last = Math.min(first + perSlot, candidates.length) - 1
    slots.push(slotOf(candidates, first, last, lanes?.lane[first] ?? 0))
  }
  return {
    slots,
    links: lanes?.links ?? [],
    bands: bandsOf(slots),
    lanes: slots.some((slot) => slot.lane === 1) ? 2 : 1,
    perSlot,
  }
}

function slotOf(candidates: readonly StripCommit[], first: number, last: number, lane: 0 | 1): Slot {
  const counts: SlotCounts = { good: 0, bad: 0, skip: 0, weak: 0, untested: 0 }
  let [possible, noops] = [0, 0]
  for (let index = first; index <= last; index++) {
    const candidate = candidates[index]
    if (!candidate) continue
    counts[candidate.verdict ?? 'untested']++
    if (candidate.possible) possible++
    if (candidate.noop) noops++
  }
  return { first, last, lane, counts, possible, noops }
}

function bandsOf(slots: readonly Slot[]): Band[] {
  const bands: { from: number; to: number }[] = []
  slots.forEach((slot, index) => {
    if (slot.possible === 0) return
    const band = bands.at(-1)
    if (band && band.to === index - 1) band.to = index
    else bands.push({ from: index, to: index })
  })
  return bands
}

/** The slot that holds a candidate's index. */
export function slotAt(layout: StripLayout, candidate: number): number {
  return Math.floor(candidate / layout.perSlot)
}
