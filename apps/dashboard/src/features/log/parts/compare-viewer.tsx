import type { Run } from '@kbisect/contracts'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { count } from '../../../model/headline.ts'
import { plainText } from '../model/ansi.ts'
import type { CompareRow } from '../model/compare-rows.ts'
import { compareLogs, differencesIn, foldSame } from '../model/compare-rows.ts'
import { failureLines } from '../model/failure-line.ts'
import { CompareRowView } from './compare-row.tsx'

interface CompareViewerProps {
  readonly good: readonly string[]
  readonly bad: readonly string[]
  readonly badRun: Run
}

/** What scrolls must be reachable by keyboard, though nothing in it acts. */
const reachable = { role: 'region', tabIndex: 0, 'aria-label': 'Lines of both logs' } as const

/**
 * Two logs in one scroller, so that what belongs together stays together. Opens at the failure,
 * else where they begin to differ.
 */
export function CompareViewer({ good, bad, badRun }: CompareViewerProps) {
  const texts = useMemo(() => ({ good: good.map(plainText), bad: bad.map(plainText) }), [good, bad])
  const all = useMemo(() => compareLogs(texts.good, texts.bad), [texts])
  const failure = useMemo(
    () => (badRun.result.kind === 'failed' ? failureLines(texts.bad, badRun.result.signature).main : undefined),
    [texts, badRun],
  )
  const [folds, setFolds] = useState(true)
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const rows = useMemo(() => (folds ? foldSame(all, opened) : all), [all, folds, opened])
  const differences = useMemo(() => differencesIn(rows), [rows])
  const [current, setCurrent] = useState<number>()
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    overscan: 20,
  })
  const goTo = (row: number | undefined) => {
    if (row === undefined) return
    setCurrent(row)
    virtualizer.scrollToIndex(row, { align: 'center' })
  }
  const failureRow =
    failure === undefined ? undefined : rows.findIndex((row) => row.kind !== 'fold' && row.bad === failure)
  const next = () => goTo(differences.find((row) => row > (current ?? -1)) ?? differences[0])
  const previous = () => goTo(differences.findLast((row) => row < (current ?? 0)) ?? differences.at(-1))
  const start = useRef(() => goTo(failureRow ?? differences[0]))
  useEffect(() => start.current(), [])

  const keys = (event: KeyboardEvent) => {
    const act = { n: next, N: previous, f: () => goTo(failureRow) }[event.key]
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    act()
  }
  return (
    <section className="log panel flush" aria-label="Both logs" onKeyDown={keys}>
      <div className="log-tools" role="toolbar" aria-label="Tools">
        <button type="button" className="button" disabled={differences.length === 0} onClick={previous} title="Key: N">
          ↑ <span className="sr-only">Previous difference</span>
        </button>
        <button type="button" className="button" disabled={differences.length === 0} onClick={next} title="Key: n">
          ↓ <span className="sr-only">Next difference</span>
        </button>
        <button
          type="button"
          className="button danger"
          disabled={failureRow === undefined}
          onClick={() => goTo(failureRow)}
          title="Key: f"
        >
          Go to failure
        </button>
        <button type="button" className="button" aria-pressed={folds} onClick={() => setFolds(!folds)}>
          Fold what is the same
        </button>
        <span className="log-size" role="status">
          {differences.length === 0 ? 'They say the same' : count(differences.length, 'difference')}
        </span>
      </div>
      <div ref={scroller} className="log-scroller compare" {...reachable}>
        <div className="log-canvas" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => (
            <div
              key={item.key}
              ref={virtualizer.measureElement}
              data-index={item.index}
              className={item.index === current ? 'compare-place log-current' : 'compare-place'}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <CompareRowView
                row={rows[item.index] as CompareRow}
                good={good}
                bad={bad}
                failure={failure}
                open={(from) => setOpened(new Set([...opened, from]))}
              />
            </div>
          ))}
        </div>
      </div>
    </section>
  )
}
