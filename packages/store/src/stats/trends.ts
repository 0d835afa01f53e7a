import type { TrendDay } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { searchesOnly } from '../connection/without-checks.ts'
import { Prisma } from '../generated/client.ts'

const MOST = 10_000

export interface TrendRequest {
  /** The first day, as YYYY-MM-DD in UTC. */
  readonly from: string
  readonly treeId?: string | undefined
}

/**
 * What happened in trees on each day, the oldest first; at most the last 10,000 pairs of tree and
 * day.
 */
export async function readTrends(database: Database, { from, treeId }: TrendRequest): Promise<TrendDay[]> {
  const since = `${from}T00:00:00Z`
  const dayOf = (moment: string) => Prisma.raw(`to_char("${moment}" AT TIME ZONE 'UTC', 'YYYY-MM-DD')`)
  const wanted = (moment: string) => {
    const isLater = Prisma.sql`${Prisma.raw(`"${moment}"`)} >= ${since}::timestamptz`
    return treeId === undefined ? isLater : Prisma.sql`"treeId" = ${treeId} AND ${isLater}`
  }
  return await database.$queryRaw<TrendDay[]>`
    SELECT * FROM (
      SELECT t."name" AS "tree", d."day", sum(d."failing")::int AS "failing", sum(d."passing")::int AS "passing",
        sum(d."regressions")::int AS "regressions", sum(d."bisections")::int AS "bisections",
        sum(d."culprits")::int AS "culprits"
      FROM (
        SELECT "treeId", ${dayOf('testedAt')} AS "day", count(*) FILTER (WHERE "failures" > 0) AS "failing",
          count(*) FILTER (WHERE "failures" = 0 AND "passes" > 0) AS "passing", 0 AS "regressions", 0 AS "bisections",
          0 AS "culprits"
        FROM "Tested" WHERE ${wanted('testedAt')} GROUP BY 1, 2
        UNION ALL
        SELECT "treeId", ${dayOf('foundAt')}, 0, 0, count(*), 0, 0
        FROM "Regression" WHERE "duplicateOf" IS NULL AND ${wanted('foundAt')} GROUP BY 1, 2
        UNION ALL
        SELECT "treeId", ${dayOf('finishedAt')}, 0, 0, 0, count(*), count(*) FILTER (WHERE "outcome" = 'culprit')
        FROM "Bisection" WHERE ${searchesOnly} AND ${wanted('finishedAt')} GROUP BY 1, 2
      ) d JOIN "Tree" t ON t."id" = d."treeId"
      GROUP BY 1, 2 ORDER BY 2 DESC, 1 DESC LIMIT ${MOST}
    ) newest ORDER BY "day", "tree"`
}
