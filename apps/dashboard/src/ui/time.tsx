import { absoluteTime, clock, relativeTime } from '../model/relative-time.ts'
import { useNow } from './use-now.ts'

/** When something was, in few words; the exact time is in the tooltip. */
export function Ago({ at }: { at: string }) {
  const now = useNow(15_000)
  return (
    <time dateTime={at} title={absoluteTime(at)} className="nowrap">
      {relativeTime(at, now)}
    </time>
  )
}

/** A clock that runs since a point in time. */
export function Elapsed({ since }: { since: string }) {
  const now = useNow(1000)
  return (
    <time className="clock" dateTime={since} title={`since ${absoluteTime(since)}`}>
      {clock(now - Date.parse(since))}
    </time>
  )
}
