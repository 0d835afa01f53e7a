import { Prisma } from '../generated/client.ts'

type Transaction = Prisma.TransactionClient

/** What decides, of the request of a bisection: two scripts are two tests. */
const testOf = (bisection: 'b' | 'o'): Prisma.Sql => {
  const request = Prisma.raw(`${bisection}."request"`)
  return Prisma.sql`jsonb_build_array(coalesce(${request} #>> '{test,kind}', 'boot'), ${request} #> '{test,script}',
    ${request} #> '{test,pattern}', ${request} #> '{test,expect}')`
}

/**
 * Joins the regressions of a tree that are the same, after a bisection got a regression, a culprit
 * or another culprit. Those of one culprit and test are one. One without a culprit belongs to the
 * first regression with a culprit that the same request found, else to the first of that request:
 * it never joins two culprits. The first in time is the original, the others are its duplicates.
 */
export async function joinSameRegression(transaction: Transaction, bisectionId: string): Promise<void> {
  const own = await transaction.regression.findUnique({ where: { bisectionId }, select: { treeId: true } })
  if (!own) return
  await lockRegressions(transaction, own.treeId)
  for (const { id, original } of await changedOriginals(transaction, bisectionId)) {
    const duplicateOf = original === id ? null : original
    await transaction.regression.update({ where: { id }, data: { duplicateOf }, select: { id: true } })
    if (duplicateOf !== null) await keepNewestTriage(transaction, id, duplicateOf)
  }
  // What hung on a regression that is a duplicate now hangs on that one's original.
  await transaction.$executeRaw`
    UPDATE "Regression" d SET "duplicateOf" = o."duplicateOf" FROM "Regression" o
    WHERE d."treeId" = ${own.treeId} AND o."id" = d."duplicateOf" AND o."duplicateOf" IS NOT NULL`
}

/**
 * Locks the regressions of a tree until the transaction ends: of two bisections that end at the
 * same moment the second one finds the regression of the first, and what is triaged is not joined
 * meanwhile.
 */
export async function lockRegressions(transaction: Transaction, treeId: string): Promise<void> {
  await transaction.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`regressions of ${treeId}`}, 0))`
}

/**
 * Returns the regressions that a bisection may have moved, with their originals, where these
 * change.
 */
async function changedOriginals(
  transaction: Transaction,
  bisectionId: string,
): Promise<{ readonly id: string; readonly original: string }[]> {
  return await transaction.$queryRaw`
    WITH own AS (
      SELECT b."treeId", ${testOf('b')} AS "test"
      FROM "Regression" r JOIN "Bisection" b ON b."id" = r."bisectionId" WHERE b."id" = ${bisectionId}
    ), alike AS (
      SELECT r."id", r."duplicateOf", r."foundAt", o."culpritHash", o."dedupKey"
      FROM own JOIN "Bisection" o ON o."treeId" = own."treeId" JOIN "Regression" r ON r."bisectionId" = o."id"
      WHERE ${testOf('o')} = own."test"
    ), firsts AS (
      SELECT DISTINCT ON ("culpritHash") "culpritHash", "id" FROM alike
      WHERE "culpritHash" IS NOT NULL ORDER BY "culpritHash", "foundAt", "id"
    ), asked AS (
      SELECT DISTINCT ON (a."dedupKey") a."dedupKey", coalesce(f."id", a."id") AS "id"
      FROM alike a LEFT JOIN firsts f ON f."culpritHash" = a."culpritHash"
      WHERE a."dedupKey" <> '' ORDER BY a."dedupKey", a."culpritHash" IS NULL, a."foundAt", a."id"
    ), wanted AS (
      SELECT a."id", a."duplicateOf", coalesce(f."id", asked."id", a."id") AS "original"
      FROM alike a
      LEFT JOIN firsts f ON f."culpritHash" = a."culpritHash"
      LEFT JOIN asked ON a."culpritHash" IS NULL AND asked."dedupKey" = a."dedupKey"
    )
    SELECT "id", "original" FROM wanted
    WHERE "duplicateOf" IS DISTINCT FROM nullif("original", "id") ORDER BY "original" <> "id", "id"`
}

/**
 * Returns the id of the regression that a bisection is about once it names a culprit; undefined
 * where it has no regression.
 */
export async function regressionWithCulprit(
  database: Transaction,
  bisectionId: string,
  culpritHash: string,
): Promise<string | undefined> {
  const [first] = await database.$queryRaw<{ id: string }[]>`
    SELECT s."id" FROM "Regression" r
    JOIN "Bisection" b ON b."id" = r."bisectionId"
    JOIN "Bisection" o ON o."treeId" = b."treeId"
    JOIN "Regression" s ON s."bisectionId" = o."id"
    WHERE b."id" = ${bisectionId} AND (o."id" = b."id" OR (o."culpritHash" = ${culpritHash} AND ${testOf('o')} = ${testOf('b')}))
    ORDER BY s."foundAt", s."id" LIMIT 1`
  return first?.id
}

/** What was said last of either of them holds for the original. */
async function keepNewestTriage(transaction: Transaction, from: string, to: string): Promise<void> {
  await transaction.$executeRaw`
    UPDATE "Regression" r SET "state" = d."state", "triage" = d."triage" FROM "Regression" d
    WHERE r."id" = ${to} AND d."id" = ${from} AND d."triage" IS NOT NULL
      AND (r."triage" IS NULL OR r."triage" ->> 'at' < d."triage" ->> 'at')`
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
