import type { Virtualizer } from '@tanstack/react-virtual'
import type { RefObject } from 'react'
import type { FailureLines } from '../model/failure-line.ts'
import type { LogRow } from '../model/log-rows.ts'
import { byteWords } from '../model/log-window.ts'
import { LogText } from './log-line.tsx'

interface LogRowsProps {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>
  readonly rows: readonly LogRow[]
  readonly query: string
  readonly wrap: boolean
  readonly current: number | undefined
  readonly failure: FailureLines | undefined
  readonly chooseLine: (number: number, row: number) => void
  /** Undefined while something is being loaded. */
  readonly loadMore: (() => void) | undefined
}

/** What scrolls must be reachable by keyboard, though nothing in it acts. */
const reachable = { role: 'region', tabIndex: 0, 'aria-label': 'Log lines' } as const

/** The rows in view, each where it belongs in the whole. */
export function LogRows(props: LogRowsProps) {
  const { scroller, virtualizer, rows, wrap } = props
  return (
    <div ref={scroller} className={wrap ? 'log-scroller wrap' : 'log-scroller'} {...reachable}>
      <div className="log-canvas" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]
          return (
            row && (
              <div
                key={item.key}
                ref={virtualizer.measureElement}
                data-index={item.index}
                className={`log-row ${rowKind(item.index, props)}`}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                {row.kind === 'gap' ? (
                  <Gap row={row} loadMore={props.loadMore} />
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

function rowKind(index: number, { failure, current }: LogRowsProps): string {
  const kinds = []
  if (index === failure?.main) kinds.push('log-failure')
  else if (failure?.related.has(index)) kinds.push('log-related')
  if (index === current) kinds.push('log-current')
  return kinds.join(' ')
}

interface LineProps extends LogRowsProps {
  readonly row: LogRow & { kind: 'line' }
  readonly index: number
}

function Line({ row, index, query, failure, chooseLine }: LineProps) {
  const label = row.number > 0 ? String(row.number) : `−${-row.number}`
  return (
    <>
      <button
        type="button"
        className="log-number"
        tabIndex={-1}
        aria-label={`Link to line ${label}`}
        onClick={() => chooseLine(row.number, index)}
      >
        {label}
      </button>
      <LogText text={row.text} query={query} />
      {index === failure?.main && <span className="log-tag">failure</span>}
    </>
  )
}

function Gap({ row, loadMore }: { row: LogRow & { kind: 'gap' }; loadMore: (() => void) | undefined }) {
  return (
    <button type="button" className="log-gap" disabled={!loadMore} onClick={loadMore}>
      {loadMore ? `${byteWords(row.gap.end - row.gap.start)} not loaded. Load more` : 'Loading …'}
    </button>
  )
}
