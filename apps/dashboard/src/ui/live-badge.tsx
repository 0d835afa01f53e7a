import type { Connection } from '../api/event-stream.ts'

const words: Record<Connection, string> = { connecting: 'Connecting', live: 'Live', lost: 'Reconnecting' }

/** Whether the page moves by itself. */
export function LiveBadge({ connection }: { connection: Connection }) {
  return (
    <span className={`live live-${connection}`} role="status">
      <span className="live-dot" aria-hidden="true" />
      {words[connection]}
    </span>
  )
}
