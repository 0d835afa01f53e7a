import { useEffect, useMemo, useState } from 'react'
import { scanLog } from '../../../api/log-scan.ts'
import { plainText } from '../model/ansi.ts'
import { matchingLines } from '../model/log-search.ts'
import type { LoadedLog } from './use-log.ts'

/** Typing pauses this long before a log is read through for it. */
const typingMilliseconds = 300

/** More cannot be walked through by anybody. */
const mostMatches = 100_000

export interface LogSearch {
  /** Numbers of the lines that match, in order; all of those that were read so far. */
  readonly matches: readonly number[]
  /** Share of the log that was read, while it is; undefined when the search is over. */
  readonly share: number | undefined
  /** Whether there are more than are kept. */
  readonly more: boolean
  readonly error: Error | undefined
  readonly cancel: () => void
}

const nothing = { matches: [] as readonly number[], share: undefined, more: false, error: undefined }

/**
 * Searches the whole log: what is loaded when that is all of it, else by reading it through once
 * more.
 */
export function useLogSearch(runId: string, size: number, log: LoadedLog, texts: readonly string[], query: string) {
  const [found, setFound] = useState<Omit<LogSearch, 'cancel'>>(nothing)
  const [stop, setStop] = useState<() => void>()
  const { whole, loading, learn } = log
  const streamed = !whole && !loading
  const [streams, setStreams] = useState(false)
  // Once it is read through, jumps that load more of it do not start the search again.
  useEffect(() => {
    if (query === '') setStreams(false)
    else if (streamed) setStreams(true)
  }, [query, streamed])

  useEffect(() => {
    setFound(nothing)
    if (!streams || query === '') return
    const controller = new AbortController()
    const timer = setTimeout(() => void read(), typingMilliseconds)
    setStop(() => () => {
      clearTimeout(timer)
      controller.abort()
      setFound((before) => ({ ...before, share: undefined }))
    })
    const wanted = query.toLowerCase()
    const matches: number[] = []
    let all = 0
    async function read() {
      setFound({ ...nothing, share: 0 })
      try {
        await scanLog(runId, size, {
          signal: controller.signal,
          visit: (text, number) => {
            if (plainText(text).toLowerCase().includes(wanted) && ++all <= mostMatches) matches.push(number)
            return false
          },
          onProgress: (share, scan) => {
            if (controller.signal.aborted) return
            learn(scan.marks, share === 1 ? scan.lines : undefined)
            setFound({
              ...nothing,
              matches: [...matches],
              share: share < 1 ? share : undefined,
              more: all > mostMatches,
            })
          },
        })
      } catch (error) {
        if (!controller.signal.aborted) setFound({ ...nothing, matches: [...matches], error: error as Error })
      }
    }
    return () => {
      clearTimeout(timer)
      controller.abort()
    }
  }, [runId, size, streams, query, learn])

  const local = useMemo(
    () => (streams ? [] : matchingLines(texts, query).map((index) => index + 1)),
    [streams, texts, query],
  )
  const search = streams ? found : { ...nothing, matches: local }
  return { ...search, cancel: () => stop?.() }
}
