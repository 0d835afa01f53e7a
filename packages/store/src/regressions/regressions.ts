import type { BisectionStore } from '@kbisect/bisection'
import type { CommitSummary, Label, Regression, Signature, Triage } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { fromJson, toJson, toNullableJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import { inTransaction } from '../connection/transaction.ts'
import { insertEventsOf } from '../events/event-store.ts'
import { insertDeliveries } from '../events/insert-deliveries.ts'
import type { Prisma } from '../generated/client.ts'
import { joinSameRegression, lockRegressions, regressionWithCulprit } from './same-regression.ts'

export const regressionColumns = {
  tree: { select: { name: true } },
  bisection: { select: { culprit: true, label: true, finishedAt: true } },
} as const satisfies Prisma.RegressionInclude
type RegressionRow = Prisma.RegressionGetPayload<{ include: typeof regressionColumns }>

/** Regressions that nobody has triaged, each once. */
export const OPEN_REGRESSIONS = { duplicateOf: null, state: 'open' }

/** See {@link BisectionStore.addRegression}. */
export function addRegression(database: Database): BisectionStore['addRegression'] {
  return async (id, found) => {
    const signature = toNullableJson(found.signature)
    return await inTransaction(database, id, async (transaction) => {
      await transaction.regression.upsert({
        where: { bisectionId: id },
        create: { ...sanitizeForPostgres({ ...found, signature: undefined }), id: newId(), bisectionId: id, signature },
        update: { signature },
        select: { id: true },
      })
      await joinSameRegression(transaction, id)
      const where = { bisectionId: id }
      return originalId(
        await transaction.regression.findUniqueOrThrow({ where, select: { id: true, duplicateOf: true } }),
      )
    })
  }
}

type Marking = Pick<BisectionStore, 'findRegression' | 'triageRegression'>

/** What people say of regressions. */
export function regressionMarks(database: Database): Marking {
  return {
    async findRegression(by) {
      const row = await ('id' in by
        ? findOriginal(database, { id: by.id })
        : findByBisection(database, by.bisectionId, by.culpritHash))
      return row ? toRegression(row) : undefined
    },

    async triageRegression(id, triage, { events = [], deliveries = [] } = {}) {
      const data = { state: triage.state, triage: toJson(triage) }
      return await inTransaction(database, id, async (transaction) => {
        const place = await transaction.regression.findUnique({ where: { id }, select: { treeId: true } })
        if (place) await lockRegressions(transaction, place.treeId)
        // Only now: until then a bisection that ends could have joined it with another one.
        const found = await transaction.regression.findUnique({
          where: { id },
          select: { id: true, duplicateOf: true },
        })
        if (!found) throw new StoreError('unknown-regression', `there is no regression ${id}`, 'list them')
        const original = originalId(found)
        await transaction.regression.update({ where: { id: original }, data, select: { id: true } })
        const told = await insertDeliveries(transaction, deliveries)
        await insertEventsOf(transaction, await bisectionsOf(transaction, original), events)
        return told
      })
    },
  }
}

/** The regression that a row is the same as: itself, where it is no duplicate. */
export const originalId = ({ id, duplicateOf }: { readonly id: string; readonly duplicateOf: string | null }): string =>
  duplicateOf ?? id

/** The original of a regression, by the id or the bisection of any of its duplicates. */
export async function findOriginal(
  database: Prisma.TransactionClient,
  where: Prisma.RegressionWhereUniqueInput,
): Promise<RegressionRow | null> {
  const row = await database.regression.findUnique({ where, include: regressionColumns })
  if (!row || row.duplicateOf === null) return row
  return await database.regression.findUnique({ where: { id: row.duplicateOf }, include: regressionColumns })
}

/** The original that a bisection is about, or will be about once it names that culprit. */
async function findByBisection(
  database: Database,
  bisectionId: string,
  culpritHash: string | undefined,
): Promise<RegressionRow | null> {
  if (culpritHash === undefined) return await findOriginal(database, { bisectionId })
  const id = await regressionWithCulprit(database, bisectionId, culpritHash)
  return id === undefined ? null : await database.regression.findUnique({ where: { id }, include: regressionColumns })
}

/**
 * Ids of the bisections that are about a regression or a duplicate of it, newest first; at most
 * `most`.
 */
export async function bisectionsOf(
  database: Prisma.TransactionClient,
  original: string,
  most = 100,
): Promise<string[]> {
  const rows = await database.regression.findMany({
    where: { OR: [{ id: original }, { duplicateOf: original }], bisectionId: { not: null } },
    orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
    select: { bisectionId: true },
    take: most,
  })
  return rows.flatMap(({ bisectionId }) => (bisectionId === null ? [] : [bisectionId]))
}

export function toRegression(row: RegressionRow): Regression {
  return {
    id: row.id,
    bisectionId: row.bisectionId,
    tree: row.tree.name,
    branch: row.branch,
    good: row.goodHash,
    bad: row.badHash,
    target: row.targetName,
    architecture: row.architecture as Regression['architecture'],
    test: row.testKind as Regression['test'],
    signature: fromJson<Signature | null>(row.signature),
    foundAt: row.foundAt.toISOString(),
    updatedAt: updatedAt(row),
    source: row.source as Regression['source'],
    state: row.state as Regression['state'],
    triage: fromJson<Triage | null>(row.triage),
    gone: row.goneHash && row.goneAt ? { commit: row.goneHash, at: row.goneAt.toISOString() } : null,
    culprit: fromJson<CommitSummary | null>(row.bisection?.culprit ?? null),
    label: (row.bisection?.label ?? null) as Label | null,
  }
}

function updatedAt({ foundAt, bisection, triage }: RegressionRow): string {
  const said = fromJson<Triage | null>(triage)?.at
  const moments = [foundAt, bisection?.finishedAt ?? foundAt, said === undefined ? foundAt : new Date(said)]
  return new Date(Math.max(...moments.map((moment) => moment.getTime()))).toISOString()
}
