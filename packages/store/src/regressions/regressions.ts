import type { BisectionStore } from '@kbisect/bisection'
import type { CommitSummary, Label, Mark, Regression, Signature } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { isMissingReference } from '../connection/database-errors.ts'
import { fromJson, toJson, toNullableJson } from '../connection/json-columns.ts'
import { newId } from '../connection/new-id.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import { unknownBisection } from '../connection/unknown-bisection.ts'
import { insertEvents } from '../events/event-store.ts'
import { insertDeliveries } from '../events/insert-deliveries.ts'
import { inTransaction } from '../events/written-together.ts'
import type { Prisma } from '../generated/client.ts'

export const regressionColumns = {
  tree: { select: { name: true } },
  bisection: { select: { culprit: true, label: true } },
} as const satisfies Prisma.RegressionInclude
type RegressionRow = Prisma.RegressionGetPayload<{ include: typeof regressionColumns }>

/** See {@link BisectionStore.addRegression}. */
export function addRegression(database: Database): BisectionStore['addRegression'] {
  return async (id, found) => {
    const signature = toNullableJson(found.signature)
    try {
      const { id: regressionId } = await database.regression.upsert({
        where: { bisectionId: id },
        create: { ...sanitizeForPostgres({ ...found, signature: undefined }), id: newId(), bisectionId: id, signature },
        update: { signature },
        select: { id: true },
      })
      return regressionId
    } catch (error) {
      throw isMissingReference(error) ? unknownBisection(id, error) : error
    }
  }
}

type Marking = Pick<BisectionStore, 'findRegression' | 'markRegression'>

/** What people say of regressions. */
export function regressionMarks(database: Database): Marking {
  return {
    async findRegression(by) {
      const where = 'id' in by ? { id: by.id } : { bisectionId: by.bisectionId }
      const row = await database.regression.findUnique({ where, include: regressionColumns })
      return row ? toRegression(row) : undefined
    },

    async markRegression(id, mark, { events = [], deliveries = [] } = {}) {
      const data = { state: mark.state, mark: toJson(mark) }
      return await inTransaction(database, id, async (transaction) => {
        const [row] = await transaction.regression.updateManyAndReturn({
          where: { id },
          data,
          select: { bisectionId: true },
        })
        if (!row) throw new StoreError('unknown-regression', `there is no regression ${id}`, 'list them')
        const told = await insertDeliveries(transaction, deliveries)
        if (row.bisectionId !== null) await insertEvents(transaction, row.bisectionId, events)
        return told
      })
    },
  }
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
    source: row.source as Regression['source'],
    state: row.state as Regression['state'],
    mark: fromJson<Mark | null>(row.mark),
    culprit: fromJson<CommitSummary | null>(row.bisection?.culprit ?? null),
    label: (row.bisection?.label ?? null) as Label | null,
  }
}
