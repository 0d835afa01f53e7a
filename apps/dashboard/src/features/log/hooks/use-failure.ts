import type { Run } from '@kbisect/contracts'
import { useEffect, useMemo, useState } from 'react'
import { scanLog } from '../../../api/log-scan.ts'
import { warningsOf } from '../../../model/group-runs.ts'
import { plainText } from '../model/ansi.ts'
import { announces, failureLines } from '../model/failure-line.ts'
import type { LoadedLog } from './use-log.ts'

export interface ShownFailure {
  /** Number of the line that announces it; undefined while it is not found. */
  readonly line: number | undefined
  /** Further rows that name the failing function. */
  readonly related: ReadonlySet<number>
  /** Share of the log that was read for it, while it is looked for in what is not loaded. */
  readonly looking: number | undefined
  /** Gives up looking. */
  readonly stop: () => void
}

/** Where a log shows its failure, be it in what is loaded or, of a long log, anywhere. */
export function useFailure(run: Run, log: LoadedLog, texts: readonly string[]): ShownFailure {
  const signature = run.result.kind === 'failed' ? run.result.signature : warningsOf(run)[0]
  const { view, whole, loading, learn } = log
  const loaded = useMemo(
    () => (signature && !loading ? failureLines(texts, signature) : undefined),
    [texts, signature, loading],
  )
  const row = loaded?.main === undefined ? undefined : view.row(loaded.main)
  const line = row?.kind === 'line' ? row.number : undefined
  const [far, setFar] = useState<number>()
  const [looking, setLooking] = useState<number>()
  const [looked, setLooked] = useState(false)
  const missing = signature !== undefined && !loading && !whole && line === undefined && !looked

  useEffect(() => {
    const isIt = signature && announces(signature)
    if (!missing || !isIt) return
    const controller = new AbortController()
    let found: number | undefined
    setLooking(0)
    scanLog(run.id, run.logBytes, {
      signal: controller.signal,
      visit: (text, number) => {
        if (isIt(plainText(text))) found ??= number
        return found !== undefined
      },
      onProgress: (share, scan) => {
        if (controller.signal.aborted) return
        learn(scan.marks, share === 1 && found === undefined ? scan.lines : undefined)
        setLooking(share)
      },
    }).then(
      () => {
        setFar(found)
        setLooking(undefined)
        setLooked(true)
      },
      // What is not found can be searched for by hand; the log itself says what is wrong with the
      // line.
      () => setLooking(undefined),
    )
    return () => {
      controller.abort()
      setLooking(undefined)
    }
  }, [missing, run.id, run.logBytes, signature, learn])

  return { line: far ?? line, related: loaded?.related ?? new Set(), looking, stop: () => setLooked(true) }
}
