import type { Database } from '../connection/database.ts'
import { MOST_AT_ONCE } from '../connection/most-at-once.ts'
import { searchesOnly } from '../connection/without-checks.ts'

/**
 * See `MailStore.toPlan`. What was considered has a mail, or an event that says why it has none; a
 * watch whose policy tells nobody has none.
 */
export async function mailsToPlan(database: Database, since: Date): Promise<string[]> {
  const [ended, fixed] = await Promise.all([culpritsSince(database, since), fixesOfReports(database)])
  return [...new Set([...ended, ...fixed])]
}

async function culpritsSince(database: Database, since: Date): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT b."id" FROM "Bisection" b
    WHERE b."state" = 'finished' AND b."outcome" = 'culprit' AND ${searchesOnly} AND b."finishedAt" >= ${since.toISOString()}::timestamptz
      AND (b."watchId" IS NULL OR EXISTS (
        SELECT 1 FROM "Watch" w WHERE w."id" = b."watchId" AND w."policy" = 'notify'))
      AND NOT EXISTS (SELECT 1 FROM "Mail" m WHERE m."bisectionId" = b."id")
      AND NOT EXISTS (SELECT 1 FROM "Event" e WHERE e."bisectionId" = b."id" AND e."type" = 'mail')
    ORDER BY b."finishedAt", b."id" LIMIT ${MOST_AT_ONCE}`
  return rows.map(({ id }) => id)
}

/**
 * Bisections whose regression is triaged as fixed, and whose culprit was reported and not closed;
 * the one that reported it before the others.
 */
async function fixesOfReports(database: Database): Promise<string[]> {
  const rows = await database.$queryRaw<{ id: string }[]>`
    SELECT b."id" FROM "Regression" r
    JOIN "Regression" same ON same."id" = r."id" OR same."duplicateOf" = r."id"
    JOIN "Bisection" b ON b."id" = same."bisectionId"
    JOIN "Mail" m ON m."finding" = b."culpritHash" AND m."kind" = 'report' AND m."state" = 'sent'
    WHERE r."state" = 'fixed'
      AND NOT EXISTS (SELECT 1 FROM "Mail" f WHERE f."finding" = m."finding" AND f."kind" = 'fixed')
    ORDER BY r."foundAt", m."bisectionId" <> b."id", b."id" LIMIT ${MOST_AT_ONCE}`
  return rows.map(({ id }) => id)
}
