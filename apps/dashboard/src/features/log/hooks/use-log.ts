import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { logChunks } from '../../../api/log-chunks.ts'
import { scanLog } from '../../../api/log-scan.ts'
import type { ByteRange } from '../../../model/log-window.ts'
import { endBytes, firstRanges } from '../../../model/log-window.ts'
import type { LineMark } from '../model/log-scan.ts'
import { markBefore } from '../model/log-scan.ts'
import { LogSections } from '../model/log-sections.ts'
import { LogView } from '../model/log-view.ts'

/** So many lines are loaded around one that is gone to, at least. */
const linesAround = 300

export interface LoadedLog {
  readonly view: LogView
  readonly loading: boolean
  /** Whether nothing is missing. */
  readonly whole: boolean
  readonly error: Error | undefined
  /** How many lines it has, once that is known. */
  readonly total: number | undefined
  /** While it is read through for a line: the share that was read. */
  readonly reaching: number | undefined
  /** Loads the next part of what is missing. */
  readonly fill: (gap: ByteRange) => void
  /** Loads the surroundings of a line, wherever it is. */
  readonly reach: (line: number) => void
  /** Gives up what is being loaded. */
  readonly stop: () => void
  /** Takes what somebody who read it through learned of where its lines begin. */
  readonly learn: (marks: readonly LineMark[], total: number | undefined) => void
}

/** Loads a run's console log; `size` in bytes. Lines appear as they come. */
export function useLog(runId: string, size: number): LoadedLog {
  const [version, setVersion] = useState(0)
  const [loading, setLoading] = useState(true)
  const [error, setError] = useState<Error>()
  const [total, setTotal] = useState<number>()
  const [reaching, setReaching] = useState<number>()
  const log = useRef<LogSections>(undefined)
  const marks = useRef<readonly LineMark[]>([])
  const abort = useRef<AbortController>(undefined)

  const load = useCallback((steps: (current: LogSections, signal: AbortSignal) => Promise<void>) => {
    const current = log.current
    if (!current) return
    abort.current?.abort()
    const controller = new AbortController()
    abort.current = controller
    setLoading(true)
    setError(undefined)
    const settle = (cause?: Error) => {
      if (controller.signal.aborted) return
      setVersion((before) => before + 1)
      setLoading(false)
      setReaching(undefined)
      setError(cause)
    }
    steps(current, controller.signal).then(() => settle(), settle)
  }, [])

  const read = useCallback(
    async (current: LogSections, range: ByteRange, signal: AbortSignal) => {
      let at = range.start
      for await (const bytes of logChunks(runId, range, signal)) {
        current.push(at, bytes)
        at += bytes.length
        setVersion((before) => before + 1)
      }
    },
    [runId],
  )

  const learn = useCallback((learned: readonly LineMark[], lines: number | undefined) => {
    if (learned.length > marks.current.length) marks.current = learned
    if (lines !== undefined) setTotal(lines)
  }, [])

  useEffect(() => {
    const ranges = firstRanges(size)
    log.current = new LogSections(size, ranges[1]?.start ?? size)
    marks.current = []
    setTotal(undefined)
    load(async (current, signal) => {
      for (const range of ranges) await read(current, range, signal)
    })
    return () => abort.current?.abort()
  }, [size, load, read])

  const fill = useCallback(
    (gap: ByteRange) =>
      load(async (current, signal) => {
        const next = current.nextAt(gap.start, endBytes)
        if (next) await read(current, next, signal)
      }),
    [load, read],
  )

  const reach = useCallback(
    (line: number) =>
      load(async (current, signal) => {
        if ((marks.current.at(-1)?.line ?? 0) <= line) {
          setReaching(0)
          const complete = await scanLog(runId, size, {
            signal,
            // Far enough that what is loaded around it is known too; to its end when it is in the
            // tail, which counts backwards.
            visit: (_, number) => number > line + linesAround * 2 && byteOf(marks.current, number) < current.tailStart,
            onProgress: (share, scan) => {
              setReaching(share)
              learn(scan.marks, share === 1 ? scan.lines : undefined)
            },
          })
          if (complete && line > (marks.current.at(-1)?.line ?? 0)) return
        }
        const range = rangeAround(current, marks.current, line)
        if (range) await read(current, range, signal)
      }),
    [runId, size, load, read, learn],
  )

  const stop = useCallback(() => {
    abort.current?.abort()
    setLoading(false)
    setReaching(undefined)
  }, [])

  // biome-ignore lint/correctness/useExhaustiveDependencies: the sections change in place, and say so by the version
  const view = useMemo(() => new LogView(log.current?.segments(total) ?? []), [version, total])
  return { view, loading, whole: log.current?.whole ?? false, error, total, reaching, fill, reach, stop, learn }
}

/**
 * What is to be loaded to show a line with its surroundings; a new section is begun for it where it
 * is far from the head.
 */
function rangeAround(log: LogSections, marks: readonly LineMark[], line: number): ByteRange | undefined {
  const start = markBefore(marks, line, linesAround)
  const end = marks.find((mark) => mark.line > line + linesAround)?.byte ?? log.tailStart
  if (start.byte >= log.tailStart) return undefined
  const loaded = log.headEnd
  if (start.byte > loaded) log.jump(start.byte, start.line)
  const range = { start: Math.max(start.byte, loaded), end: Math.min(end, log.tailStart) }
  return range.start < range.end ? range : undefined
}

const byteOf = (marks: readonly LineMark[], line: number) => markBefore(marks, line, 0).byte
