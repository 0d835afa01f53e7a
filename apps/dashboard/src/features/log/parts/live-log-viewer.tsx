import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { LiveLog } from '../hooks/use-live-log.ts'
import { LogRows } from './log-rows.tsx'
import { Toggle } from './toggle.tsx'

/** Height of a row in pixels. */
const lineHeight = 20

/** A reader who scrolls up by more than this wants to stay there. */
const atEndPixels = 3 * lineHeight

const noFailure = { line: undefined, related: new Set<number>(), looking: undefined, stop: () => {} }

/**
 * Output that grows. It stays at its last line until the reader scrolls up, and again once they are
 * back at the end.
 */
export function LiveLogViewer({ log: { view, state }, raw }: { log: LiveLog; raw: string }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [following, setFollowing] = useState(true)
  const [wrap, setWrap] = useState(false)
  const virtualizer = useVirtualizer({
    count: view.count,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 30,
  })
  const toEnd = useRef(() => {})
  toEnd.current = () => virtualizer.scrollToIndex(view.count - 1, { align: 'end' })
  useEffect(() => {
    if (following && view.count > 0) toEnd.current()
  }, [following, view])
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    // Only what a person does counts: new lines scroll too.
    const onWheel = () => {
      const left = element.scrollHeight - element.scrollTop - element.clientHeight
      setFollowing(left <= atEndPixels)
    }
    const events = ['wheel', 'touchmove', 'keyup', 'pointerup'] as const
    for (const event of events) element.addEventListener(event, onWheel, { passive: true })
    return () => {
      for (const event of events) element.removeEventListener(event, onWheel)
    }
  }, [])
  return (
    <section className="log panel flush" aria-label="Output">
      <div className="log-tools" role="toolbar" aria-label="Log tools">
        <Toggle label="Follow" letter="f" on={following} set={setFollowing} />
        <Toggle label="Wrap" letter="w" on={wrap} set={setWrap} />
        <span className="log-size">{view.count.toLocaleString('en')} lines</span>
        {state !== 'ended' && (
          <a className="button" href={raw}>
            Plain text
          </a>
        )}
      </div>
      <LogRows
        scroller={scroller}
        virtualizer={virtualizer}
        view={view}
        query=""
        wrap={wrap}
        times={false}
        current={undefined}
        failure={noFailure}
        fill={undefined}
      />
    </section>
  )
}
