import type { Virtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'
import type { ByteRange } from '../../../model/log-window.ts'
import { byteWords } from '../../../model/log-window.ts'
import type { ShownFailure } from '../hooks/use-failure.ts'
import { plainText } from '../model/ansi.ts'
import { isInRange, type LineRange } from '../model/line-range.ts'
import { sincePrevious, sinceWords } from '../model/log-time.ts'
import type { LogRow, LogView } from '../model/log-view.ts'
import { LogText } from './log-line.tsx'

interface LogRowsProps {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>
  readonly view: LogView
  readonly query: string
  readonly wrap: boolean
  /** Whether each line says how long after the one before it came. */
  readonly times: boolean
  /** Number of the line that is looked at. */
  readonly current: number | undefined
  /** Lines that the address names. */
  readonly marked?: LineRange | undefined
  readonly failure: ShownFailure
  /** Absent where lines have no links. */
  readonly chooseLine?: (number: number, extend: boolean) => void
  /** Undefined while something is being loaded. */
  readonly fill: ((gap: ByteRange) => void) | undefined
}

/** What scrolls must be reachable by keyboard, though nothing in it acts. */
const reachable = { role: 'region', tabIndex: 0, 'aria-label': 'Log lines' } as const

/** The rows in view, each where it belongs in the whole. */
export function LogRows(props: LogRowsProps) {
  const { scroller, virtualizer, view, wrap, times, fill } = props
  const looks = ['log-scroller', wrap && 'wrap', times && 'with-times'].filter(Boolean).join(' ')
  return (
    <div ref={scroller} className={looks} {...reachable}>
      <div className="log-canvas" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = view.row(item.index)
          return (
            row && (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={`log-row ${row.kind === 'line' ? lineKind(row.number, item.index, props) : ''}`}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'gap' ? (
                  <Gap gap={row.gap} fill={fill} />
                ) : (
                  <Line row={row} index={item.index} {...props} />
                )}
              </div>
            )
          )
        })}
      </div>
    </div>
  )
}

function lineKind(number: number, index: number, { failure, current, marked }: LogRowsProps): string {
  const kinds = []
  if (marked && isInRange(marked, number)) kinds.push('log-marked')
  if (number === failure.line) kinds.push('log-failure')
  else if (failure.related.has(index)) kinds.push('log-related')
  if (number === current) kinds.push('log-current')
  return kinds.join(' ')
}

interface LineProps extends LogRowsProps {
  readonly row: LogRow & { kind: 'line' }
  readonly index: number
}

function Line({ row, index, view, query, failure, times, chooseLine }: LineProps) {
  const label = row.number > 0 ? String(row.number) : `−${-row.number}`
  return (
    <>
      <button
        type="button"
        className="log-number"
        tabIndex={-1}
        aria-label={`Link to line ${label}`}
        disabled={!chooseLine}
        title={chooseLine && 'Click: link to this line. Shift and click: link to all lines up to here.'}
        onClick={(event) => chooseLine?.(row.number, event.shiftKey)}
      >
        {label}
      </button>
      {times && <Since index={index} view={view} />}
      <LogText text={row.text} query={query} />
      {row.number === failure.line && <span className="log-tag">failure</span>}
    </>
  )
}

/** After so many seconds a kernel was slow. */
const slowSeconds = 1

function Since({ index, view }: { index: number; view: LogView }) {
  const seconds = sincePrevious(index, (row) => {
    const each = view.row(row)
    return each?.kind === 'line' ? plainText(each.text) : undefined
  })
  const slow = seconds !== undefined && seconds >= slowSeconds
  return <span className={slow ? 'log-since slow' : 'log-since'}>{sinceWords(seconds)}</span>
}

function Gap({ gap, fill }: { gap: ByteRange; fill: ((gap: ByteRange) => void) | undefined }) {
  return (
    <button type="button" className="log-gap" disabled={!fill} onClick={() => fill?.(gap)}>
      {fill ? `${byteWords(gap.end - gap.start)} not loaded. Load more` : 'Loading …'}
    </button>
  )
}
