import type { PointerEvent } from 'react'
import { memo } from 'react'
import { clock } from '../../../model/relative-time.ts'
import type { Bar, BarKind, TimeLine } from '../model/time-line.ts'
import { axisMarks, barAt, barsPath } from '../model/time-line.ts'

const kinds: readonly BarKind[] = ['built', 'broken', 'passed', 'failed', 'other']

/** Pixels. */
const [barHeight, rowPitch, nameHeight, axisHeight, workerGap] = [12, 15, 18, 20, 8]
/** A bar can be pointed at from this far. */
const slackPixels = 6

interface TimeLineDrawingProps {
  readonly line: TimeLine
  readonly width: number
  readonly pointed: Bar | undefined
  readonly point: (bar: Bar | undefined) => void
  readonly open: (bar: Bar) => void
}

/** The picture alone: what it shows stands in the table below it, too. */
export function TimeLineDrawing({ line, width, pointed, point, open }: TimeLineDrawingProps) {
  const { tops, height } = placesOf(line)
  const span = Math.max(1, line.end - line.start)
  const x = (time: number) => ((time - line.start) / span) * (width - 2) + 1
  const find = (event: PointerEvent | React.MouseEvent) => {
    const box = event.currentTarget.getBoundingClientRect()
    const time = line.start + ((event.clientX - box.left - 1) / (width - 2)) * span
    const y = event.clientY - box.top
    const at = tops.findLastIndex((top) => y >= top)
    const worker = line.workers[at]
    if (!worker) return undefined
    const row = Math.floor((y - (tops[at] ?? 0) - nameHeight) / rowPitch)
    return barAt(worker.bars, time, row, (slackPixels / width) * span)
  }
  const owner = pointed && line.workers.findIndex(({ bars }) => bars.some(({ id }) => id === pointed.id))
  return (
    <svg
      className="time-line-drawing"
      width={width}
      height={height}
      aria-hidden="true"
      onPointerMove={(event) => point(find(event))}
      onPointerLeave={() => point(undefined)}
      onClick={(event) => {
        const bar = find(event)
        if (bar) open(bar)
      }}
    >
      <Bars line={line} width={width} />
      {pointed && owner !== undefined && (
        <rect
          className="bar-pointed"
          x={x(pointed.start) - 1.5}
          width={Math.max(1.5, x(pointed.end) - x(pointed.start)) + 3}
          y={(tops[owner] ?? 0) + nameHeight + pointed.row * rowPitch - 1.5}
          height={barHeight + 3}
        />
      )}
    </svg>
  )
}

/** Drawn again only when there is something new or the width changes. */
const Bars = memo(function Bars({ line, width }: { line: TimeLine; width: number }) {
  const { tops, height } = placesOf(line)
  const span = Math.max(1, line.end - line.start)
  const x = (time: number) => ((time - line.start) / span) * (width - 2) + 1
  const marks = axisMarks(span / 1000, Math.max(2, Math.floor(width / 110)))
  return (
    <>
      {marks.map((mark) => {
        const at = x(line.start + mark * 1000)
        return (
          <g key={mark} className="time-line-mark">
            <path d={`M${at.toFixed(1)} 0V${height - axisHeight + 3}`} />
            <text x={at} y={height - 4} textAnchor={at < 30 ? 'start' : at > width - 30 ? 'end' : 'middle'}>
              {clock(mark * 1000)}
            </text>
          </g>
        )
      })}
      {line.workers.map(({ worker, bars }, index) => {
        const top = tops[index] ?? 0
        const place = { x, y: (row: number) => top + nameHeight + row * rowPitch, height: barHeight }
        return (
          <g key={worker}>
            <text className="time-line-worker" x={1} y={top + 13}>
              {worker}
            </text>
            {kinds.map((kind) => {
              const path = barsPath(
                bars.filter((bar) => bar.kind === kind),
                place,
              )
              return path && <path key={kind} className={`bar-${kind}`} d={path} />
            })}
          </g>
        )
      })}
    </>
  )
})

/** Where each worker begins, and how high all is. */
function placesOf({ workers }: TimeLine): { tops: number[]; height: number } {
  const tops: number[] = []
  let at = 0
  for (const { rows } of workers) {
    tops.push(at)
    at += nameHeight + rows * rowPitch + workerGap
  }
  return { tops, height: at + axisHeight }
}
