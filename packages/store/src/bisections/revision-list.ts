import type { Revision, TestKind } from '@kbisect/contracts'
import {
  badCursor,
  cutPage,
  dateOf,
  isSanitized,
  type Page,
  type PageRequest,
  packCursor,
  unpackCursor,
} from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { Prisma, type Tested } from '../generated/client.ts'

interface Place {
  readonly commit: string
  readonly testedAt: Date
}

/**
 * One page of a tree's tested commits, the last tested first. Postgres walks the index by time and
 * takes each commit where it meets it first, so that a page costs the same in a tree with hundreds
 * of thousands of results.
 */
export async function listRevisions(
  database: Database,
  treeId: string,
  { cursor, limit }: PageRequest,
): Promise<Page<Revision>> {
  const places = await database.$queryRaw<Place[]>`
    SELECT t."commit", t."testedAt" FROM "Tested" t
    WHERE t."treeId" = ${treeId} ${cursor === undefined ? Prisma.empty : before(placeOf(cursor))}
      AND NOT EXISTS (
        SELECT 1 FROM "Tested" n WHERE n."treeId" = t."treeId" AND n."commit" = t."commit"
          AND (n."testedAt", n."targetName", n."testKind") > (t."testedAt", t."targetName", t."testKind"))
    ORDER BY t."testedAt" DESC, t."commit" DESC LIMIT ${limit + 1}`
  const results = await database.tested.findMany({
    where: { treeId, commit: { in: places.slice(0, limit).map(({ commit }) => commit) } },
    orderBy: [{ targetName: 'asc' }, { testKind: 'asc' }],
  })
  return cutPage(places, limit, {
    item: (place) =>
      toRevision(
        place,
        results.filter(({ commit }) => commit === place.commit),
      ),
    cursor: ({ commit, testedAt }) => packCursor(['r', testedAt.getTime(), commit]),
  })
}

const before = ({ testedAt, commit }: Place) =>
  Prisma.sql`AND (t."testedAt", t."commit") < (${testedAt.toISOString()}::timestamptz, ${commit})`

function placeOf(cursor: string): Place {
  const [kind, at, commit] = unpackCursor(cursor)
  const testedAt = typeof at === 'number' ? dateOf(at) : undefined
  if (kind !== 'r' || !testedAt || typeof commit !== 'string' || !isSanitized(commit)) throw badCursor(cursor)
  return { testedAt, commit }
}

function toRevision({ commit, testedAt }: Place, results: readonly Tested[]): Revision {
  const described = results.find(({ committedAt }) => committedAt !== null)
  return {
    commit,
    subject: described?.subject ?? null,
    committedAt: described?.committedAt?.toISOString() ?? null,
    testedAt: testedAt.toISOString(),
    results: results.map((row) => ({
      target: row.targetName,
      test: row.testKind as TestKind,
      passes: row.passes,
      failures: row.failures,
      others: row.others,
      bisectionId: row.bisectionId,
      testedAt: row.testedAt.toISOString(),
    })),
  }
}
