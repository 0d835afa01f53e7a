import type { Bisection, Build, Run } from '@kbisect/contracts'
import { useNavigate } from '@tanstack/react-router'
import { useMemo, useRef, useState } from 'react'
import { count } from '../../../model/headline.ts'
import { clock, duration } from '../../../model/relative-time.ts'
import { Hash } from '../../../ui/hash.tsx'
import { useWidth } from '../hooks/use-width.ts'
import type { Bar, BarKind, TimeLine } from '../model/time-line.ts'
import { timeLine } from '../model/time-line.ts'
import { TimeLineDrawing } from './time-line-drawing.tsx'
import { TimeLineTable } from './time-line-table.tsx'

const legend: readonly [kind: BarKind, words: string][] = [
  ['built', 'built'],
  ['broken', 'did not build'],
  ['passed', 'boot passed'],
  ['failed', 'boot failed'],
  ['other', 'no result'],
]

interface TimeLinePanelProps {
  readonly bisection: Bisection
  /** The last ones, without a gap. */
  readonly builds: readonly Build[]
  readonly runs: readonly Run[]
  /** Whether there were more before them. */
  readonly isPartial: boolean
}

/** Which worker did what, and when: builds and boots as bars over time. */
export function TimeLinePanel({ bisection, builds, runs, isPartial }: TimeLinePanelProps) {
  const line = useMemo(
    () => timeLine(builds, runs, Date.parse(bisection.createdAt)),
    [builds, runs, bisection.createdAt],
  )
  return line.workers.length > 0 ? <Filled line={line} bisectionId={bisection.id} isPartial={isPartial} /> : null
}

interface FilledProps {
  readonly line: TimeLine
  readonly bisectionId: string
  readonly isPartial: boolean
}

function Filled({ line, bisectionId, isPartial }: FilledProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [pointed, setPointed] = useState<Bar>()
  const [asTable, setAsTable] = useState(false)
  const navigate = useNavigate()
  const open = (bar: Bar) =>
    bar.runId
      ? void navigate({ to: '/runs/$id', params: { id: bar.runId }, search: { bisection: bisectionId } })
      : void navigate({ to: '/bisections/$id', params: { id: bisectionId }, search: { tab: 'builds' } })
  return (
    <section className="panel time-line" aria-labelledby="time-line-title">
      <div className="panel-head">
        <h2 id="time-line-title">Time line</h2>
        <ul className="legend" aria-label="Legend">
          {legend.map(([kind, words]) => (
            <li key={kind}>
              <svg width="14" height="10" aria-hidden="true">
                <rect className={`bar-${kind}`} width="14" height="10" rx="1" />
              </svg>
              {words}
            </li>
          ))}
        </ul>
      </div>
      <div ref={frame} className="time-line-frame">
        {width > 0 && <TimeLineDrawing line={line} width={width} pointed={pointed} point={setPointed} open={open} />}
      </div>
      <p className="time-line-readout" aria-hidden="true">
        {pointed ? (
          <>
            <b>{pointed.what}</b> <Hash hash={pointed.commit} /> {pointed.target}: {pointed.words}, after{' '}
            {clock(pointed.start - line.start)}, for {duration((pointed.end - pointed.start) / 1000)}
          </>
        ) : (
          <span className="muted">
            {isPartial && 'The last '}
            {count(number(line, 'build'), 'build')} and {count(number(line, 'boot'), 'boot')} in{' '}
            {duration((line.end - line.start) / 1000)} on {count(line.workers.length, 'host')}
            {line.earlier > 0 && `; ${line.earlier} were there from before`}. Point at a bar; click it for its log.
          </span>
        )}
      </p>
      <details className="time-line-table" onToggle={(event) => setAsTable(event.currentTarget.open)}>
        <summary>As a table</summary>
        {asTable && <TimeLineTable line={line} bisectionId={bisectionId} />}
      </details>
    </section>
  )
}

const number = ({ workers }: TimeLine, what: Bar['what']) =>
  workers.flatMap(({ bars }) => bars).filter((bar) => bar.what === what).length
