import { useCallback, useEffect, useRef, useState } from 'react'
import { logChunks } from '../api/log-chunks.ts'
import { firstRanges } from '../model/log-window.ts'
import type { LogView } from '../model/partial-log.ts'
import { PartialLog } from '../model/partial-log.ts'

export interface LoadedLog {
  readonly view: LogView
  readonly loading: boolean
  readonly error: Error | undefined
  /** Loads the next part of what is missing. */
  readonly loadMore: () => void
}

const nothing: LogView = { head: [], tail: [], gap: undefined }

/** Loads a run's console log; `size` in bytes. Lines appear as they come. */
export function useLog(runId: string, size: number): LoadedLog {
  const [view, setView] = useState<LogView>(nothing)
  const [loading, setLoading] = useState(true)
  const [error, setError] = useState<Error>()
  const log = useRef<PartialLog>(undefined)
  const abort = useRef<AbortController>(undefined)

  const load = useCallback((steps: (current: PartialLog, signal: AbortSignal) => Promise<void>) => {
    const controller = new AbortController()
    abort.current = controller
    const current = log.current
    if (!current) return
    setLoading(true)
    setError(undefined)
    const settle = (cause?: Error) => {
      if (controller.signal.aborted) return
      setView(current.view())
      setLoading(false)
      setError(cause)
    }
    steps(current, controller.signal).then(() => settle(), settle)
  }, [])

  const readHead = useCallback(
    async (current: PartialLog, range: { start: number; end: number }, signal: AbortSignal) => {
      for await (const bytes of logChunks(runId, range, signal)) {
        current.pushHead(bytes)
        setView(current.view())
      }
    },
    [runId],
  )

  useEffect(() => {
    const [first, last] = firstRanges(size)
    log.current = new PartialLog(last?.start ?? size)
    setView(nothing)
    load(async (current, signal) => {
      if (first) await readHead(current, first, signal)
      if (last) {
        for await (const bytes of logChunks(runId, last, signal)) current.pushTail(bytes)
        current.endTail()
      } else current.join()
    })
    return () => abort.current?.abort()
  }, [runId, size, load, readHead])

  const loadMore = useCallback(() => {
    load(async (current, signal) => {
      const next = current.nextInGap
      if (!next) return
      await readHead(current, next, signal)
      if (!current.gap) current.join()
    })
  }, [load, readHead])

  return { view, loading, error, loadMore }
}
