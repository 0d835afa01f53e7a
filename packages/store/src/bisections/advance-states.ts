import type { BisectionStore } from '@kbisect/bisection'
import type { Architecture, BisectionSummary } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { transact } from '../connection/transaction.ts'
import { searchesOnly, withChecks } from '../connection/without-checks.ts'

/**
 * The advisory lock under which bisections are admitted, so that two processes never see the same
 * room. Any free number would do.
 */
const ADMISSION_LOCK = 7_270_737_002n

type AdvanceStates = Pick<BisectionStore, 'changes' | 'markSeen' | 'admit' | 'running'>

/**
 * Which bisections may advance, and which have something to advance on. Triggers count the changes:
 * see the migration.
 */
export function advanceStates(database: Database): AdvanceStates {
  return {
    async changes(id) {
      const row = await database.advanceState.findUnique({ where: { bisectionId: id }, select: { changes: true } })
      return row?.changes ?? 0
    },

    async markSeen(id, seen, dueAt) {
      await database.advanceState.updateMany({ where: { bisectionId: id }, data: { seen, dueAt, seenAt: new Date() } })
    },

    async admit(limit) {
      return await transact(database, async (transaction) => {
        await transaction.$queryRaw`SELECT 1 FROM pg_advisory_xact_lock(${ADMISSION_LOCK}::bigint)`
        const rows = await transaction.$queryRaw<{ id: string }[]>`
          WITH room AS (
            SELECT "architecture", ${limit}::int - count(*) FILTER (WHERE "state" = 'running') AS "free" FROM "Bisection"
            WHERE "state" IN ('queued', 'running') AND ${searchesOnly} GROUP BY "architecture"
          ), waiting AS (
            SELECT "id", "architecture", row_number() OVER (PARTITION BY "architecture" ORDER BY "createdAt", "id") AS "place"
            FROM "Bisection" WHERE "state" = 'queued' AND ${searchesOnly}
          )
          UPDATE "Bisection" b SET "state" = 'running' FROM waiting w JOIN room r USING ("architecture")
          WHERE b."id" = w."id" AND b."state" = 'queued' AND w."place" <= r."free" RETURNING b."id"`
        return rows.map(({ id }) => id)
      })
    },

    async running() {
      const rows = await database.bisection.findMany({
        where: { ...withChecks, state: 'running' },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
        select: { id: true, architecture: true, advanceState: true },
      })
      return rows.map(({ id, architecture, advanceState: state }) => ({
        id,
        architecture: architecture as Architecture,
        isChanged: state === null || state.changes !== state.seen,
        seenAt: state?.seenAt ?? null,
        dueAt: state?.dueAt ?? null,
      }))
    },
  }
}

/**
 * Adds to the queued ones the place at which each waits, from 1, among those of its architecture.
 */
export async function withPlaces(
  database: Database,
  summaries: readonly BisectionSummary[],
): Promise<BisectionSummary[]> {
  const queued = summaries.filter(({ state }) => state === 'queued').map(({ id }) => id)
  if (queued.length === 0) return [...summaries]
  const rows = await database.$queryRaw<{ id: string; place: bigint }[]>`
    SELECT "id", "place" FROM (
      SELECT "id", row_number() OVER (PARTITION BY "architecture" ORDER BY "createdAt", "id") AS "place"
      FROM "Bisection" WHERE "state" = 'queued' AND ${searchesOnly}
    ) waiting WHERE "id" = ANY(${queued})`
  const places = new Map(rows.map(({ id, place }) => [id, Number(place)]))
  return summaries.map((summary) => {
    const place = places.get(summary.id)
    return place === undefined ? summary : { ...summary, place }
  })
}
