import type { Run } from '@kbisect/contracts'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { KeyboardEvent } from 'react'
import { useDeferredValue, useEffect, useMemo, useRef, useState } from 'react'
import { Empty, Failure } from '../../../ui/notice.tsx'
import type { ShownFailure } from '../hooks/use-failure.ts'
import { useFailure } from '../hooks/use-failure.ts'
import type { LoadedLog } from '../hooks/use-log.ts'
import { useLog } from '../hooks/use-log.ts'
import { useLogSearch } from '../hooks/use-log-search.ts'
import { type LineRange, lineRange } from '../model/line-range.ts'
import { nextMatch } from '../model/log-search.ts'
import { LogRows } from './log-rows.tsx'
import { LogTools } from './log-tools.tsx'

interface LogViewerProps {
  readonly run: Run
  /** Lines that the address names. */
  readonly marked: LineRange | undefined
  readonly choose: (lines: LineRange) => void
}

/** Height of a row in pixels; lines of one size make scrolling to any of a million exact. */
const lineHeight = 20

/** Where there is no room for a line, it is folded. */
const isNarrow = () => window.matchMedia('(max-width: 48rem)').matches

/** A run's console log. Opens at the failure, or at the line that the URL names. */
export function LogViewer({ run, marked, choose }: LogViewerProps) {
  const line = marked?.first
  const log = useLog(run.id, run.logBytes)
  const { view } = log
  const texts = useMemo(() => (log.loading ? [] : view.texts()), [view, log.loading])
  const failure = useFailure(run, log, texts)
  const [query, setQuery] = useState('')
  const deferredQuery = useDeferredValue(query)
  const search = useLogSearch(run.id, run.logBytes, log, texts, deferredQuery)
  const [current, setCurrent] = useState<number>()
  const [wrap, setWrap] = useState(isNarrow)
  const [times, setTimes] = useState(false)
  const scroller = useRef<HTMLDivElement>(null)
  const searchField = useRef<HTMLInputElement>(null)
  const virtualizer = useVirtualizer({
    count: view.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  })
  const goToLine = useGoToLine(log, (row, number) => {
    setCurrent(number)
    virtualizer.scrollToIndex(row, { align: 'center' })
  })
  const goToMatch = (direction: 1 | -1) => {
    const match = nextMatch(search.matches, current ?? 0, direction)
    if (match !== undefined) goToLine(match)
  }
  const goToFailure = failure.line === undefined ? undefined : () => goToLine(failure.line ?? 1)

  useOnce(!log.loading && (line ?? failure.line) !== undefined, () => goToLine(line ?? failure.line ?? 1))
  useWhenChanged(line, () => line !== undefined && line !== current && goToLine(line))

  const actions = new Map([
    ['/', () => searchField.current?.focus()],
    ['f', () => goToFailure?.()],
    ['w', () => setWrap(!wrap)],
    ['t', () => setTimes(!times)],
    ['n', () => goToMatch(1)],
    ['N', () => goToMatch(-1)],
    ['Home', () => virtualizer.scrollToIndex(0)],
    ['g', () => virtualizer.scrollToIndex(0)],
    ['End', () => virtualizer.scrollToIndex(view.count - 1)],
    ['G', () => virtualizer.scrollToIndex(view.count - 1)],
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
        setQuery={setQuery}
        search={search}
        current={current}
        goToMatch={goToMatch}
        goToFailure={goToFailure}
        wrap={wrap}
        setWrap={setWrap}
        times={times}
        setTimes={setTimes}
        doing={doing(log, failure.looking)}
        stop={stopOf(log, failure)}
        marked={marked}
        lines={log.total ?? (log.whole ? view.count : undefined)}
      />
      {(log.error ?? search.error) && <Failure error={(log.error ?? search.error) as Error} />}
      {!log.loading && view.count === 0 && !log.error && (
        <Empty title="The kernel printed nothing">
          <p>The boot ended without a byte on the console, as when the kernel stops before it sets up its console.</p>
        </Empty>
      )}
      <LogRows
        scroller={scroller}
        virtualizer={virtualizer}
        view={view}
        query={deferredQuery}
        wrap={wrap}
        times={times}
        current={current}
        marked={marked}
        failure={failure}
        chooseLine={(number, extend) => {
          const lines = lineRange(extend && marked ? marked.first : number, number)
          setCurrent(lines.first)
          choose(lines)
        }}
        fill={log.loading ? undefined : log.fill}
      />
    </section>
  )
}

/** What takes a moment, in words; undefined when nothing does. */
function doing({ loading, reaching }: LoadedLog, looking: number | undefined): string | undefined {
  const percent = (share: number) => `${Math.floor(share * 100)} %`
  if (looking !== undefined) return `looking for the failure: ${percent(looking)}`
  if (reaching !== undefined) return `on the way to the line: ${percent(reaching)}`
  return loading ? 'loading …' : undefined
}

/** What gives up the reading of a whole log; undefined when nothing of that kind goes on. */
function stopOf({ reaching, stop }: LoadedLog, failure: ShownFailure): (() => void) | undefined {
  if (failure.looking !== undefined) return failure.stop
  return reaching === undefined ? undefined : stop
}

/**
 * Shows a line by its number: at once where it is loaded, else as soon as it is. Negative numbers
 * count from the end.
 */
function useGoToLine(log: LoadedLog, show: (row: number, number: number) => void): (number: number) => void {
  const [wanted, setWanted] = useState<{ readonly number: number }>()
  const asked = useRef<unknown>(undefined)
  const { view, loading, total, reach } = log
  const showIt = useRef(show)
  showIt.current = show
  useEffect(() => {
    if (!wanted || loading) return
    const number = wanted.number < 0 && total !== undefined ? total + 1 + wanted.number : wanted.number
    const row = view.rowOf(number)
    if (row !== undefined) {
      setWanted(undefined)
      showIt.current(row, number)
    } else if (asked.current !== wanted && number > 0) {
      asked.current = wanted
      reach(number)
    } else setWanted(undefined)
  }, [wanted, view, loading, total, reach])
  return (number) => setWanted({ number })
}

/** Runs when a value is another one than in the first commit or in the last run. */
function useWhenChanged(value: unknown, act: () => void) {
  const last = useRef(value)
  const action = useRef(act)
  action.current = act
  useEffect(() => {
    if (last.current === value) return
    last.current = value
    action.current()
  }, [value])
}

/** Runs once, in the first commit in which it can. */
function useOnce(ready: boolean, act: () => void) {
  const done = useRef(false)
  const action = useRef(act)
  action.current = act
  useEffect(() => {
    if (!ready || done.current) return
    done.current = true
    action.current()
  }, [ready])
}
