import type { SlotCounts, StripLayout } from './strip-layout.ts'

/** Vertical measures of the strip in pixels. */
export const stripHeight = 164
export const barHeight = 26
const laneY: Record<1 | 2, readonly [number, number]> = { 1: [84, 84], 2: [52, 122] }

/** Room on both sides, for the marks of the two ends. */
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
 * One path for each kind of mark, so that thousands of commits are a handful of elements. Position says the same as
 * colour: bad stands above the line, good hangs below it, skip sits on it, weak spans it; `open` are untested ones that
 * can still be the culprit.
 */
export function stripPaths(layout: StripLayout, at: Geometry): Record<PathName, string> {
  const paths: Record<PathName, string> = { good: '', bad: '', skip: '', weak: '', untested: '', open: '' }
  const bar = Math.min(12, Math.max(1, at.slotWidth * 0.68))
  layout.slots.forEach((slot, index) => {
    const x = at.x(index) - bar / 2
    const y = at.y(slot.lane)
    const { good, bad, skip, weak, untested } = slot.counts
    const total = slot.last - slot.first + 1
    const height = (number: number) => barHeight * (0.4 + 0.6 * (number / total))
    if (bad > 0) paths.bad += box(x, y - height(bad), bar, height(bad))
    if (good > 0) paths.good += box(x, y, bar, height(good))
    if (skip > 0) paths.skip += box(x, y - Math.min(5, bar), bar, Math.min(10, bar * 2))
    if (weak > 0) paths.weak += box(x, y - barHeight / 2, bar, barHeight)
    if (untested > 0 && good + bad + skip + weak === 0) {
      if (slot.possible > 0) paths.open += box(x, y - 4, bar, 8)
      else paths.untested += box(x, y - 1.5, bar, 3)
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
