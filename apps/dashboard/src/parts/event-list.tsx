import type { Event } from '@kbisect/contracts'
import { Empty } from './notice.tsx'
import { Ago } from './time.tsx'

/** More than this many lines help nobody; the API has them all. */
const mostShown = 500

/** What happened, newest first. */
export function EventList({ events }: { events: readonly Event[] }) {
  if (events.length === 0) return <Empty title="No event yet" />
  return (
    <>
      <ol className="events" reversed>
        {events
          .slice(-mostShown)
          .reverse()
          .map((event) => (
            <li key={event.id} className={`event event-${event.type}`}>
              <Ago at={event.at} />
              <span className="event-type">{event.type}</span>
              <span className="break">{event.message}</span>
            </li>
          ))}
      </ol>
      {events.length > mostShown && <p className="muted">{events.length - mostShown} older ones are not shown.</p>}
    </>
  )
}
