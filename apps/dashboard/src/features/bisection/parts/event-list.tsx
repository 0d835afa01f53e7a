import type { Event } from '@kbisect/contracts'
import { pageWords } from '../../../model/page-words.ts'
import { Empty } from '../../../ui/notice.tsx'
import { Ago } from '../../../ui/time.tsx'

/** Lines that are shown at most; the API has them all. */
const mostShown = 500

/** Whether a history begins with its first event. */
export const isWhole = (events: readonly Event[]) => events[0]?.type === 'created'

/** What happened, newest first. */
export function EventList({ events }: { events: readonly Event[] }) {
  if (events.length === 0)
    return (
      <Empty title="No events yet">
        <p>The list shows what happened, newest first: verdicts, choices, errors and what people did.</p>
      </Empty>
    )
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
              <span className="break">{pageWords(event.message)}</span>
            </li>
          ))}
      </ol>
      {(events.length > mostShown || !isWhole(events)) && (
        <p className="muted">Older events are not shown. kbisect show ID --events lists all.</p>
      )}
    </>
  )
}
