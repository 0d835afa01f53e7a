import type { SlotCounts, StripLayout } from './strip-layout.ts'

/** Vertical measures of the strip in pixels. */
export const stripHeight = 172
export const barHeight = 30
/** Room below for the bars of probability, when there are any. */
export const beliefHeight = 52
const laneY: Record<1 | 2, readonly [number, number]> = { 1: [88, 88], 2: [54, 124] }

/** Room on both sides, for the marks of the two boundaries. */
export const stripPadding = 14

export interface Geometry {
  readonly slotWidth: number
  /** Middle of a slot. */
  x(slot: number): number
  /** Middle line of a lane. */
  y(lane: 0 | 1): number
  /** The slot at a place, kept within the strip. */
  slotAt(x: number): number
}

/** Where things are in a strip of a width in pixels. */
export function geometry(layout: StripLayout, width: number): Geometry {
  const slots = Math.max(1, layout.slots.length)
  const slotWidth = Math.max(0, width - 2 * stripPadding) / slots
  return {
    slotWidth,
    x: (slot) => stripPadding + (slot + 0.5) * slotWidth,
    y: (lane) => laneY[layout.lanes][lane],
    slotAt: (x) => Math.min(slots - 1, Math.max(0, Math.floor((x - stripPadding) / Math.max(slotWidth, 0.001)))),
  }
}

export type PathName = keyof SlotCounts | 'open'

/**
 * One path for each kind of mark, so that thousands of commits are a handful of elements. Position
 * says the same as colour: bad stands above the line, good hangs below it, skip sits on it, weak
 * spans it; `open` are untested ones that can still be the culprit.
 */
export function stripPaths(layout: StripLayout, at: Geometry): Record<PathName, string> {
  const paths: Record<PathName, string> = { good: '', bad: '', skip: '', weak: '', untested: '', open: '' }
  const bar = Math.min(12, Math.max(1, at.slotWidth * 0.68))
  const tick = Math.min(2.5, bar)
  layout.slots.forEach((slot, index) => {
    const x = at.x(index) - bar / 2
    const y = at.y(slot.lane)
    const { good, bad, skip, weak, untested } = slot.counts
    // What was tested is seen also where thousands of commits share the width.
    const wide = Math.max(bar, 3)
    const left = at.x(index) - wide / 2
    const total = slot.last - slot.first + 1
    const height = (number: number) => barHeight * (0.7 + 0.3 * (number / total))
    if (bad > 0) paths.bad += box(left, y - height(bad), wide, height(bad))
    if (good > 0) paths.good += box(left, y, wide, height(good))
    if (skip > 0) paths.skip += box(left, y - 5, wide, 10)
    if (weak > 0) paths.weak += box(left, y - barHeight / 2, wide, barHeight)
    if (untested > 0 && good + bad + skip + weak === 0) {
      // What cannot have changed the kernel is as small as what is ruled out: one is to see what is
      // left to suspect.
      if (slot.possible > 0 && slot.noops < total) paths.open += box(x, y - 5, bar, 10)
      else paths.untested += box(at.x(index) - tick / 2, y - 4, tick, 8)
    }
  })
  return paths
}

const round = (value: number) => Math.round(value * 100) / 100

function box(x: number, y: number, width: number, height: number): string {
  return `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}z`
}

/** The lines of topic branches: straight along a lane, curved between lanes. */
export function linkPath(layout: StripLayout, at: Geometry): string {
  return layout.links
    .map(({ from, to }) => {
      const [x1, x2] = [round(at.x(from)), round(at.x(to))]
      const y1 = at.y(layout.slots[from]?.lane ?? 0)
      const y2 = at.y(layout.slots[to]?.lane ?? 0)
      if (y1 === y2) return `M${x1} ${y1}H${x2}`
      // The bend is as short as the marks allow: long branches run along their lane.
      const bend = round(Math.min(x2 - x1, 18))
      return y1 < y2
        ? `M${x1} ${y1}C${x1 + bend / 2} ${y1} ${x1 + bend / 2} ${y2} ${x1 + bend} ${y2}H${x2}`
        : `M${x1} ${y1}H${x2 - bend}C${x2 - bend / 2} ${y1} ${x2 - bend / 2} ${y2} ${x2} ${y2}`
    })
    .join('')
}
