import type { BisectionStore } from '@kbisect/bisection'
import type { Event, EventType } from '@kbisect/contracts'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import { EVENT_CHANNEL, EVENT_LOCK } from './event-channel.ts'
import type { Event as EventRow } from './generated/client.ts'
import { fromJson } from './json-columns.ts'
import { storable } from './storable.ts'
import { unknownBisection } from './unknown-bisection.ts'

export interface EventQuery {
  /** All bisections when left out. */
  readonly bisectionId?: string | undefined
  /** Only events with a greater id. */
  readonly after: number
  readonly limit: number
}

/** Writes an event and tells the listeners, in one statement: both happen when it commits, or neither. */
export function addEvent(database: Database): BisectionStore['addEvent'] {
  return async (id, type, message, data = {}) => {
    try {
      await database.$queryRaw`
        WITH turn AS MATERIALIZED (SELECT pg_advisory_xact_lock(${EVENT_LOCK}::bigint)),
        added AS (
          INSERT INTO "Event" ("bisectionId", "type", "message", "data", "at")
          SELECT ${id}, ${type}, ${storable(message)}, ${JSON.stringify(storable(data))}::jsonb, clock_timestamp()
          FROM turn
          RETURNING "id", "bisectionId"
        )
        SELECT 1 AS told FROM added, pg_notify(${EVENT_CHANNEL}, added."id" || ' ' || added."bisectionId")`
    } catch (error) {
      throw isMissingReference(error) ? unknownBisection(id, error) : error
    }
  }
}

/** Events in the order of their ids. */
export async function listEvents(database: Database, { bisectionId, after, limit }: EventQuery): Promise<Event[]> {
  const rows = await database.event.findMany({
    where: { id: { gt: BigInt(after) }, ...(bisectionId === undefined ? {} : { bisectionId }) },
    orderBy: { id: 'asc' },
    take: limit,
  })
  return rows.map(toEvent)
}

function toEvent(row: EventRow): Event {
  return {
    id: Number(row.id),
    bisectionId: row.bisectionId,
    type: row.type as EventType,
    message: row.message,
    data: fromJson<Event['data']>(row.data),
    at: row.at.toISOString(),
  }
}
