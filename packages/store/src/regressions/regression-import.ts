import type { ImportedRegression, RegressionImports } from '@kbisect/bisection'
import type { RegressionReported } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { isDuplicate, isMissingReference } from '../connection/database-errors.ts'
import { toJson, toNullableJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import { transact } from '../connection/transaction.ts'
import { unknownBisection } from '../connection/unknown-bisection.ts'
import { withoutChecks } from '../connection/without-checks.ts'
import { insertDeliveries } from '../events/insert-deliveries.ts'
import type { Prisma } from '../generated/client.ts'
import { findOriginal, regressionColumns, toRegression } from './regressions.ts'
import { joinSameRegression } from './same-regression.ts'

type Row = Prisma.RegressionGetPayload<{ include: typeof regressionColumns }>

const reported = (row: Row): RegressionReported => ({ ...toRegression(row), note: row.note })

/** Regressions that were reported to us. Only they have a dedup key of their own. */
export function regressionImports(database: Database): RegressionImports {
  return {
    async known(dedupKeys) {
      const dedupKey = { in: [...dedupKeys] }
      const newest = (where: Prisma.RegressionWhereInput) =>
        database.regression.findFirst({ where, include: regressionColumns, orderBy: { foundAt: 'desc' } })
      // One by one: for either of the two at once Postgres would read all regressions.
      const [own, found] = [await newest({ dedupKey }), await newest({ bisection: { dedupKey } })]
      const row = own && found ? (own.foundAt > found.foundAt ? own : found) : (own ?? found)
      if (row === null) return undefined
      return reported((await findOriginal(database, { id: row.id })) ?? row)
    },

    async bisectionOf(dedupKeys) {
      const row = await database.bisection.findFirst({
        where: {
          ...withoutChecks,
          dedupKey: { in: [...dedupKeys] },
          regression: null,
          cancelRequested: false,
          OR: [{ state: { not: 'finished' } }, { outcome: { in: ['culprit', 'range'] } }],
        },
        orderBy: { createdAt: 'desc' },
        select: { id: true },
      })
      return row?.id
    },

    create: (regression, messages) =>
      transact(database, async (transaction) => {
        const made = await transaction.regression.createMany({ data: [newRow(regression)], skipDuplicates: true })
        if (made.count === 0) return { regression: await addReport(transaction, regression), deliveries: [] }
        if (regression.bisectionId !== null) await joinSameRegression(transaction, regression.bisectionId)
        const where = { id: regression.id }
        const row = await transaction.regression.findUniqueOrThrow({ where, include: regressionColumns })
        return { regression: reported(row), deliveries: await insertDeliveries(transaction, messages) }
      }).catch((error: unknown) => {
        throw isMissingReference(error) ? unknownOrigin(regression, error) : error
      }),

    async link(id, bisectionId, note) {
      const data = { bisectionId, note: note === null ? null : sanitizeForPostgres(note) }
      try {
        return await transact(database, async (transaction) => {
          await transaction.regression.update({ where: { id }, data, select: { id: true } })
          await joinSameRegression(transaction, bisectionId)
          const where = { id }
          return reported(await transaction.regression.findUniqueOrThrow({ where, include: regressionColumns }))
        })
      } catch (error) {
        const own = isDuplicate(error)
          ? await database.regression.findUnique({ where: { bisectionId }, include: regressionColumns })
          : null
        if (!own) throw error
        const seeOther = `Bisection ${bisectionId} is about it; its regression is ${own.id}.`
        await database.regression.update({ where: { id }, data: { note: seeOther }, select: { id: true } })
        return reported(own)
      }
    },
  }
}

/** Adds what was reported to the regression that the bisection has made itself. */
async function addReport(
  transaction: Prisma.TransactionClient,
  { bisectionId, dedupKey, origin, note }: ImportedRegression,
): Promise<RegressionReported> {
  const where = { bisectionId: bisectionId ?? '' }
  const { origin: before } = await transaction.regression.findUniqueOrThrow({ where, select: { origin: true } })
  const data =
    before === null ? { dedupKey, origin: toJson(origin), note: note === null ? null : sanitizeForPostgres(note) } : {}
  return reported(await transaction.regression.update({ where, data, include: regressionColumns }))
}

function unknownOrigin({ bisectionId, treeId }: ImportedRegression, cause: unknown): StoreError {
  if (bisectionId !== null) return unknownBisection(bisectionId, cause)
  return new StoreError('unknown-tree', `there is no tree with the id ${treeId}`, 'it was removed; add it again', cause)
}

function newRow({ origin, signature, ...plain }: ImportedRegression): Prisma.RegressionCreateManyInput {
  return { ...sanitizeForPostgres(plain), signature: toNullableJson(signature), origin: toJson(origin) }
}
