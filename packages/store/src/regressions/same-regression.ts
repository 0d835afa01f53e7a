import { Prisma } from '../generated/client.ts'

type Transaction = Prisma.TransactionClient

/** What decides, of the request of a bisection: two scripts are two tests. */
const testOf = (bisection: 'b' | 'o'): Prisma.Sql => {
  const request = Prisma.raw(`${bisection}."request"`)
  return Prisma.sql`jsonb_build_array(coalesce(${request} #>> '{test,kind}', 'boot'), ${request} #> '{test,script}',
    ${request} #> '{test,pattern}', ${request} #> '{test,expect}')`
}

/**
 * Finds the regression of a bisection that is the same: of the same culprit, test and tree; while
 * one of the two has no culprit, of the same question. That one becomes the original, and the other
 * its duplicate. To be called when a bisection gets a regression, a culprit or another culprit.
 */
export async function joinSameRegression(transaction: Transaction, bisectionId: string): Promise<void> {
  const own = await transaction.regression.findUnique({ where: { bisectionId }, select: { id: true, treeId: true } })
  if (!own) return
  await lockRegressions(transaction, own.treeId)
  const among = { OR: [{ id: own.id }, { duplicateOf: own.id }] }
  const orderBy = [{ foundAt: 'asc' as const }, { id: 'asc' as const }]
  // With another culprit it may be the original of none of them any more.
  const rows = await transaction.regression.findMany({ where: among, orderBy, select: { id: true } })
  const ids = rows.map(({ id }) => id)
  await transaction.regression.updateMany({ where: { id: { in: ids } }, data: { duplicateOf: null } })
  for (const id of ids) await join(transaction, id)
}

/**
 * Of two bisections that end at the same moment, the second one finds the regression of the first.
 */
async function lockRegressions(transaction: Transaction, treeId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`regressions of ${treeId}`}, 0))`
}

async function join(transaction: Transaction, id: string): Promise<void> {
  const [same] = await transaction.$queryRaw<{ id: string }[]>`
    SELECT coalesce(s."duplicateOf", s."id") AS "id"
    FROM "Regression" r
    JOIN "Bisection" b ON b."id" = r."bisectionId"
    JOIN "Bisection" o ON o."id" <> b."id" AND (o."culpritHash" = b."culpritHash"
      OR (o."question" = b."question" AND b."question" <> '' AND (o."culpritHash" IS NULL OR b."culpritHash" IS NULL)))
    JOIN "Regression" s ON s."bisectionId" = o."id"
    WHERE r."id" = ${id} AND o."treeId" = b."treeId" AND ${testOf('o')} = ${testOf('b')}
    ORDER BY o."culpritHash" IS NULL, s."foundAt", s."id" LIMIT 1`
  if (!same || same.id === id) return
  await transaction.regression.update({ where: { id }, data: { duplicateOf: same.id }, select: { id: true } })
  await keepNewestTriage(transaction, id, same.id)
}

/** What was said last of either of them holds for the original. */
async function keepNewestTriage(transaction: Transaction, from: string, to: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "Regression" r SET "state" = d."state", "mark" = d."mark" FROM "Regression" d
    WHERE r."id" = ${to} AND d."id" = ${from} AND d."mark" IS NOT NULL
      AND (r."mark" IS NULL OR r."mark" ->> 'at' < d."mark" ->> 'at')`
}

/**
 * Makes another regression the original of the duplicates, before the bisection of the original is
 * deleted.
 */
export async function handOverOriginal(transaction: Transaction, bisectionId: string): Promise<void> {
  const own = await transaction.regression.findUnique({ where: { bisectionId }, select: { id: true, treeId: true } })
  if (!own) return
  await lockRegressions(transaction, own.treeId)
  const next = await transaction.regression.findFirst({
    where: { duplicateOf: own.id, bisectionId: { not: null } },
    orderBy: [{ foundAt: 'asc' }, { id: 'asc' }],
    select: { id: true },
  })
  if (!next) return
  await keepNewestTriage(transaction, own.id, next.id)
  await transaction.regression.updateMany({ where: { duplicateOf: own.id }, data: { duplicateOf: next.id } })
  await transaction.regression.update({ where: { id: own.id }, data: { duplicateOf: next.id }, select: { id: true } })
  await transaction.regression.update({ where: { id: next.id }, data: { duplicateOf: null }, select: { id: true } })
}
