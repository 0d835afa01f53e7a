import { useEffect, useMemo, useState } from 'react'
import { readLiveLog } from '../../../api/live-log.ts'
import { ApiError } from '../../../api/problem.ts'
import { LogView } from '../model/log-view.ts'
import { TailLines } from '../model/tail-lines.ts'

/**
 * waiting: nothing came yet. ended: the task is over, or no worker was at it. lost: a new attempt
 * follows.
 */
export type LiveState = 'waiting' | 'live' | 'ended' | 'lost'

/** How long after a lost connection the output is read anew. */
const AGAIN_MS = 3000

export interface LiveLog {
  readonly view: LogView
  readonly state: LiveState
}

/** The output of a task as it comes. */
export function useLiveLog(bisectionId: string, task: string): LiveLog {
  const [tail, setTail] = useState<Pick<TailLines, 'lines' | 'first'>>({ lines: [], first: 1 })
  const [state, setState] = useState<LiveState>('waiting')
  useEffect(() => {
    const controller = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    const read = () => {
      // The service sends all of it again.
      const lines = new TailLines()
      const show = () => setTail({ lines: lines.lines, first: lines.first })
      const onBytes = (bytes: Uint8Array) => {
        lines.push(bytes)
        setState('live')
        show()
      }
      readLiveLog(bisectionId, task, onBytes, controller.signal).then(
        () => {
          lines.end()
          show()
          setState('ended')
        },
        (error: unknown) => {
          if (controller.signal.aborted) return
          if (error instanceof ApiError && error.status === 404) return setState('ended')
          setState('lost')
          timer = setTimeout(read, AGAIN_MS)
        },
      )
    }
    read()
    return () => {
      controller.abort()
      clearTimeout(timer)
    }
  }, [bisectionId, task])
  const view = useMemo(() => new LogView([{ kind: 'lines', ...tail }]), [tail])
  return { view, state }
}
