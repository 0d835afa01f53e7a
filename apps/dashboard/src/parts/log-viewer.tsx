import type { Run } from '@kbisect/contracts'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { plainText } from '../model/ansi.ts'
import { failureLines } from '../model/failure-line.ts'
import { complaintsOf } from '../model/group-runs.ts'
import { logRows } from '../model/log-rows.ts'
import { matchingLines, nextMatch } from '../model/log-search.ts'
import { LogRows } from './log-rows.tsx'
import { LogTools } from './log-tools.tsx'
import { Empty, Failure } from './notice.tsx'
import { useLog } from './use-log.ts'

interface LogViewerProps {
  readonly run: Run
  readonly line: number | undefined
  readonly chooseLine: (line: number) => void
}

/** Height of a row in pixels; lines of one size make scrolling to any of a million exact. */
const lineHeight = 20

/** A run's console log. Opens at the failure, or at the line that the URL names. */
export function LogViewer({ run, line, chooseLine }: LogViewerProps) {
  const log = useLog(run.id, run.logBytes)
  const rows = useMemo(() => logRows(log.view), [log.view])
  const texts = useMemo(() => rows.map((row) => (row.kind === 'line' ? plainText(row.text) : '')), [rows])
  const failure = useMemo(() => {
    const signature = run.signal.kind === 'failed' ? run.signal.signature : complaintsOf(run)[0]
    return signature && failureLines(texts, signature)
  }, [texts, run])
  const [query, setQuery] = useState('')
  const deferredQuery = useDeferredValue(query)
  const matches = useMemo(() => matchingLines(texts, deferredQuery), [texts, deferredQuery])
  const [current, setCurrent] = useState<number>()
  const [wrap, setWrap] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  })

  const goTo = (row: number | undefined) => {
    if (row === undefined) return
    setCurrent(row)
    virtualizer.scrollToIndex(row, { align: 'center' })
  }
  const goToMatch = (direction: 1 | -1) => goTo(nextMatch(matches, current ?? -1, direction))
  const goToFailure = () => goTo(failure?.main)

  useOnceLoaded(!log.loading, () => {
    const row = line === undefined ? -1 : rows.findIndex((each) => each.kind === 'line' && each.number === line)
    goTo(row >= 0 ? row : failure?.main)
  })

  const actions = new Map([
    ['/', () => searchField.current?.focus()],
    ['f', goToFailure],
    ['w', () => setWrap(!wrap)],
    ['n', () => goToMatch(1)],
    ['N', () => goToMatch(-1)],
    ['Home', () => virtualizer.scrollToIndex(0)],
    ['End', () => virtualizer.scrollToIndex(rows.length - 1)],
  ])
  const shortcuts = (event: KeyboardEvent) => {
    if (event.target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey) return
    const action = actions.get(event.key)
    if (!action) return
    event.preventDefault()
    action()
  }

  return (
    <section className="log panel flush" aria-label="Console log" onKeyDown={shortcuts}>
      <LogTools
        run={run}
        searchField={searchField}
        query={query}
        setQuery={(text) => {
          setQuery(text)
          setCurrent(undefined)
        }}
        matches={matches.length}
        matchAt={current === undefined ? -1 : matches.indexOf(current)}
        goToMatch={goToMatch}
        goToFailure={failure?.main === undefined ? undefined : goToFailure}
        wrap={wrap}
        setWrap={setWrap}
        loading={log.loading}
        lines={rows.length}
      />
      {log.error && <Failure error={log.error} />}
      {!log.loading && rows.length === 0 && !log.error && <Empty title="The console stayed silent" />}
      <LogRows
        scroller={scroller}
        virtualizer={virtualizer}
        rows={rows}
        query={deferredQuery}
        wrap={wrap}
        current={current}
        failure={failure}
        chooseLine={(number, row) => {
          setCurrent(row)
          chooseLine(number)
        }}
        loadMore={log.loading ? undefined : log.loadMore}
      />
    </section>
  )
}

/** Runs once, in the first commit in which the log is there. */
function useOnceLoaded(loaded: boolean, act: () => void) {
  const done = useRef(false)
  const action = useRef(act)
  action.current = act
  useEffect(() => {
    if (!loaded || done.current) return
    done.current = true
    action.current()
  }, [loaded])
}
