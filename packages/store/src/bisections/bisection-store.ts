import type { BisectionStore, NewBisection, WatchCheck, WrittenTogether } from '@kbisect/bisection'
import { testOf } from '@kbisect/contracts'
import type { Database } from '../connection/database.ts'
import { isDuplicate, isMissingReference } from '../connection/database-errors.ts'
import { toJson } from '../connection/json-columns.ts'
import { sanitizeForPostgres } from '../connection/sanitize-for-postgres.ts'
import { StoreError } from '../connection/store-error.ts'
import { inTransaction, transact } from '../connection/transaction.ts'
import { withoutChecks } from '../connection/without-checks.ts'
import type { Prisma } from '../generated/client.ts'
import { handOverOriginal } from '../regressions/same-regression.ts'
import { asked, toRecord, withTree } from './bisection-rows.ts'
import { digestsOf, readConfigTexts, withoutTexts } from './config-texts.ts'
import { writeTogether } from './written-together.ts'

type Lifecycle = Pick<BisectionStore, 'create' | 'find' | 'stored' | 'findByDedupKey' | 'update' | 'remove'>

/** The bisections themselves. */
export function bisectionLifecycle(database: Database): Lifecycle {
  return {
    async create(bisection, together) {
      try {
        return await transact(database, (transaction) => insertBisection(transaction, bisection, together))
      } catch (error) {
        throw cannotCreate(bisection, error)
      }
    },

    async find(id) {
      const row = await database.bisection.findUnique({ where: { id }, include: withTree })
      return row ? toRecord(row, await readConfigTexts(database, digestsOf(asked(row)))) : undefined
    },

    async stored(ids) {
      const rows = await database.bisection.findMany({ where: { id: { in: [...ids] } }, select: { id: true } })
      return rows.map(({ id }) => id)
    },

    async findByDedupKey(dedupKey) {
      const row = await database.bisection.findFirst({
        where: {
          ...withoutChecks,
          dedupKey,
          cancelRequested: false,
          AND: [
            { OR: [{ state: { not: 'finished' } }, { outcome: { notIn: ['cancelled', 'error'] } }] },
            { OR: [{ regression: null }, ...notFixed] },
          ],
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        select: { id: true },
      })
      return row?.id
    },

    update: (id, changes, together) =>
      inTransaction(database, id, (transaction) => writeTogether(transaction, id, { ...together, changes })),

    async remove(id) {
      await transact(database, async (transaction) => {
        await handOverOriginal(transaction, id)
        await transaction.bisection.deleteMany({ where: { id } })
      })
    },
  }
}

/**
 * Stores a bisection within a transaction; `begunBy`: as a check of a watch, which begins at once.
 */
export async function insertBisection(
  transaction: Prisma.TransactionClient,
  bisection: NewBisection,
  together: Pick<WrittenTogether, 'events'> | undefined,
  begunBy?: { readonly check: WatchCheck; readonly watchId: string },
) {
  const { request, targets } = bisection
  const { texts, ...stored } = withoutTexts(sanitizeForPostgres({ request, targets }))
  const files = [...texts].map(([digest, text]) => ({ digest, text }))
  await transaction.configText.createMany({ data: files, skipDuplicates: true })
  const check = begunBy ? { check: toJson(begunBy.check), watchId: begunBy.watchId, state: 'running' as const } : {}
  const row = await transaction.bisection.create({
    data: { ...newRow(bisection, stored), ...check },
    include: withTree,
  })
  await writeTogether(transaction, bisection.id, together)
  return toRecord(row, texts)
}

const notFixed: Prisma.BisectionWhereInput[] = [
  { regression: { duplicateOf: null, state: { not: 'fixed' } } },
  { regression: { original: { state: { not: 'fixed' } } } },
]

function newRow(
  bisection: NewBisection,
  stored: Pick<ReturnType<typeof withoutTexts>, 'request' | 'targets'>,
): Prisma.BisectionUncheckedCreateInput {
  const [main] = bisection.targets
  if (!main) throw new TypeError(`bisection ${bisection.id} has no target`)
  return {
    id: bisection.id,
    treeId: bisection.treeId,
    request: toJson(stored.request),
    targets: toJson(stored.targets),
    goodRef: sanitizeForPostgres(bisection.good.ref),
    goodHash: bisection.good.hash,
    badRef: sanitizeForPostgres(bisection.bad.ref),
    badHash: bisection.bad.hash,
    mergeBases: [...bisection.mergeBases],
    title: sanitizeForPostgres(bisection.title),
    dedupKey: bisection.dedupKey,
    branch: bisection.branch === null ? null : sanitizeForPostgres(bisection.branch),
    createdBy: bisection.createdBy,
    retryOf: bisection.retryOf,
    config: [
      typeof main.config === 'string' ? main.config : main.config.name,
      ...main.fragments.map(({ name }) => name),
    ].join('+'),
    targetName: main.name,
    architecture: main.architecture,
    testKind: testOf(bisection.request).kind,
  }
}

function cannotCreate({ id, treeId }: NewBisection, error: unknown): unknown {
  if (isDuplicate(error)) {
    return new StoreError('already-exists', `there is a bisection ${id} already`, 'take another id', error)
  }
  if (isMissingReference(error)) {
    return new StoreError('unknown-tree', `there is no tree with the id ${treeId}`, 'add the tree first', error)
  }
  return error
}
