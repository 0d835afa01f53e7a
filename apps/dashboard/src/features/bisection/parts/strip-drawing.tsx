import { memo } from 'react'
import { beliefPath } from '../model/belief-strip.ts'
import type { StripLayout } from '../model/strip-layout.ts'
import type { Geometry } from '../model/strip-paths.ts'
import { barHeight, beliefHeight, linkPath, stripHeight, stripPadding, stripPaths } from '../model/strip-paths.ts'

interface StripDrawingProps {
  readonly layout: StripLayout
  readonly at: Geometry
  readonly width: number
  readonly culprit: number | undefined
  readonly culpritHash: string | undefined
  /** What its pin says. */
  readonly culpritWord: string
  readonly shown: number | undefined
  readonly working: readonly number[]
  /**
   * Probabilities over the range in sections of equal length, drawn below the commits; undefined
   * for no such row.
   */
  readonly belief: readonly number[] | undefined
  /** Until then the mark of the good revision is hollow. */
  readonly goodProved: boolean
}

const marks = ['untested', 'open', 'skip', 'weak', 'good', 'bad'] as const

/** The picture alone; words around it say the same. */
export function StripDrawing({
  layout,
  at,
  width,
  culprit,
  culpritHash,
  culpritWord,
  shown,
  working,
  belief,
  goodProved,
}: StripDrawingProps) {
  const pitch = Math.max(at.slotWidth, 2)
  const height = stripHeight + (belief ? beliefHeight : 0)
  return (
    <svg className="strip-drawing" width={width} height={height} aria-hidden="true">
      {layout.bands.map((band) => (
        <rect
          key={`${band.from}-${band.to}`}
          className="strip-band"
          x={at.x(band.from) - at.slotWidth / 2}
          width={Math.max(2, (band.to - band.from + 1) * at.slotWidth)}
          y={16}
          height={height - 16}
        />
      ))}
      {shown !== undefined && (
        <rect className="strip-shown" x={at.x(shown) - pitch / 2} width={pitch} y={16} height={height - 16} />
      )}
      <Marks layout={layout} width={width} at={at} />
      {belief && <BeliefBars belief={belief} width={width} />}
      <path className={goodProved ? 'v-good' : 'strip-end'} d={`M2 ${at.y(0)}h5v${barHeight}h-5z`} />
      {working.map((slot) => (
        <circle
          key={slot}
          className="strip-working"
          cx={at.x(slot)}
          cy={at.y(layout.slots[slot]?.lane ?? 0) + barHeight + 8}
          r={3.5}
        />
      ))}
      {culprit !== undefined && culpritHash && (
        <CulpritPin
          x={at.x(culprit)}
          y={at.y(layout.slots[culprit]?.lane ?? 0) - barHeight}
          width={width}
          hash={culpritHash}
          word={culpritWord}
        />
      )}
    </svg>
  )
}

interface MarksProps {
  readonly layout: StripLayout
  readonly at: Geometry
  readonly width: number
}

/** Drawn again only when the range or the width changes, not on every move of the pointer. */
const Marks = memo(
  function Marks({ layout, at, width }: MarksProps) {
    const paths = stripPaths(layout, at)
    return (
      <>
        <path className="strip-line" d={`M0 ${at.y(0)}H${width}`} />
        <path className="strip-link" d={linkPath(layout, at)} />
        {marks.map((name) => paths[name] && <path key={name} className={`v-${name}`} d={paths[name]} />)}
      </>
    )
  },
  (before, after) => before.layout === after.layout && before.width === after.width,
)

/** How probable each section of the range is, below the commits themselves. */
const BeliefBars = memo(function BeliefBars({ belief, width }: { belief: readonly number[]; width: number }) {
  const bottom = stripHeight + beliefHeight - 4
  const room = { left: stripPadding, width: width - 2 * stripPadding, bottom, height: beliefHeight - 14 }
  return (
    <>
      <path className="strip-belief-line" d={`M0 ${bottom + 0.5}H${width}`} />
      <path className="strip-belief" d={beliefPath(belief, room)} />
    </>
  )
})

interface PinProps {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly hash: string
  readonly word: string
}

function CulpritPin({ x, y, width, hash, word }: PinProps) {
  const anchor = x < 90 ? 'start' : x > width - 90 ? 'end' : 'middle'
  const textX = anchor === 'middle' ? x : anchor === 'start' ? Math.max(2, x - 6) : Math.min(width - 2, x + 6)
  return (
    <g className={word === 'culprit' ? 'strip-pin' : 'strip-pin is-probable'}>
      <path d={`M${x} 16V${y - 3}`} />
      <path className="strip-pin-head" d={`M${x - 4} ${y - 8}h8l-4 6z`} />
      <text x={textX} y={11} textAnchor={anchor}>
        {word} {hash.slice(0, 10)}
      </text>
    </g>
  )
}
