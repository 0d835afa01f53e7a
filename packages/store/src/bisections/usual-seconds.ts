import type { BisectionStore } from '@kbisect/bisection'
import type { Database } from '../connection/database.ts'
import { searchesOnly } from '../connection/without-checks.ts'

// The last bisections tell what today's hosts take, and looking at so few is quick however many
// there are. Checks are left out: a watch begins so many that they alone would be looked at, and
// their builds are those of two revisions far apart.
const LOOKED_AT = 20

interface Row {
  readonly first: number | null
  readonly further: number | null
  readonly boot: number | null
}

/**
 * See {@link BisectionStore.usualSeconds}: medians over the main targets of the last bisections.
 */
export function usualSeconds(database: Database): BisectionStore['usualSeconds'] {
  return async (treeId, architecture) => {
    const [row] = await database.$queryRaw<Row[]>`
      WITH looked AS (
        SELECT "id", "targets"->0->>'key' AS "key" FROM "Bisection"
        WHERE "treeId" = ${treeId} AND "architecture" = ${architecture} AND "startedAt" IS NOT NULL
          AND ${searchesOnly}
        ORDER BY "createdAt" DESC LIMIT ${LOOKED_AT}
      ), built AS (
        SELECT b."seconds", row_number() OVER (PARTITION BY b."bisectionId" ORDER BY b."finishedAt", b."id") AS "number"
        FROM "Build" b JOIN looked l ON b."bisectionId" = l."id" AND b."targetKey" = l."key"
        WHERE b."result" = 'built' AND NOT b."clean"
      )
      SELECT
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY "seconds") FROM built WHERE "number" = 1) AS "first",
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY "seconds") FROM built WHERE "number" > 1) AS "further",
        (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY r."seconds")
          FROM "Run" r JOIN looked l ON r."bisectionId" = l."id" AND r."targetKey" = l."key") AS "boot"`
    const { first, further, boot } = row ?? { first: null, further: null, boot: null }
    if (first === null) return undefined
    return { firstBuild: first, build: further ?? first, boot }
  }
}
