import type { BisectionStore, NewEvent } from '@kbisect/bisection'
import type { Event, EventType } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { unknownBisection } from '../connection/unknown-bisection.ts'
import type { Event as EventRow, Prisma } from '../generated/client.ts'

/**
 * What Postgres calls the notifications of new events. Their text is `<event id> <bisection id>`.
 */
export const EVENT_CHANNEL = 'kbisect_event'

/**
 * The advisory lock of whoever writes an event, so that ids become visible in their order: a reader
 * that asks for what came after the last id it saw then misses none. Any number would do that
 * nobody else takes.
 */
export const EVENT_LOCK = 7_270_737_001n

export interface EventQuery {
  /** All bisections when left out. */
  readonly bisectionId?: string | undefined
  /** Only events with a greater id. */
  readonly after: number
  readonly limit: number
}

/** Writes an event without a fact. */
export function addEvent(database: Database): BisectionStore['addEvent'] {
  return async (id, type, message, data = {}) => {
    await insertEvents(database, id, [{ type, message, data }])
  }
}

/**
 * Writes events and notifies the listeners, in one statement: both happen when it commits, or
 * neither. The bisection is locked against its deletion before all writers of events take their
 * turn, so that none of them waits for a long transaction while it has the turn.
 * @throws StoreError `unknown-bisection`
 */
export async function insertEvents(
  database: Pick<Prisma.TransactionClient, '$queryRaw'>,
  id: string,
  events: readonly NewEvent[],
): Promise<void> {
  if (events.length === 0) return
  if ((await insertEventsOf(database, [id], events)) === 0) throw unknownBisection(id)
}

/**
 * Writes the same events for several bisections, in one statement as {@link insertEvents} does.
 * Returns how many were written: a bisection that is gone gets none.
 */
export async function insertEventsOf(
  database: Pick<Prisma.TransactionClient, '$queryRaw'>,
  ids: readonly string[],
  events: readonly NewEvent[],
): Promise<number> {
  if (ids.length === 0 || events.length === 0) return 0
  const rows = JSON.stringify(
    events.map(({ type, message, data = {} }, position) => sanitizeForPostgres({ position, type, message, data })),
  )
  const told = await database.$queryRaw<unknown[]>`
    WITH bisection AS MATERIALIZED (
      SELECT "id" FROM "Bisection" WHERE "id" = ANY(${ids}::text[]) ORDER BY "id" FOR KEY SHARE
    ),
    all_locked AS MATERIALIZED (SELECT count(*) AS "bisections" FROM bisection),
    taken AS MATERIALIZED (
      SELECT pg_advisory_xact_lock(${EVENT_LOCK}::bigint) AS "lock" FROM all_locked WHERE "bisections" > 0
    ),
    turn AS MATERIALIZED (SELECT b."id" FROM bisection b, taken WHERE taken."lock" IS NOT NULL),
    added AS (
      INSERT INTO "Event" ("bisectionId", "type", "message", "data", "at")
      SELECT turn."id", e."type", e."message", e."data", clock_timestamp()
      FROM turn, jsonb_to_recordset(${rows}::jsonb) AS e("position" int, "type" text, "message" text, "data" jsonb)
      ORDER BY turn."id", e."position"
      RETURNING "id", "bisectionId"
    )
    SELECT 1 AS told FROM added, pg_notify(${EVENT_CHANNEL}, added."id" || ' ' || added."bisectionId")`
  return told.length
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

/** Returns the id after which a bisection has so many events; 0 when it has no more. */
export async function beforeLastEvents(database: Database, bisectionId: string, count: number): Promise<number> {
  const [before] = await database.event.findMany({
    where: { bisectionId },
    orderBy: { id: 'desc' },
    skip: count,
    take: 1,
    select: { id: true },
  })
  return Number(before?.id ?? 0)
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
