import type { BisectionStore } from '@kbisect/bisection'
import type { Signature } from '@kbisect/contracts'
import { cutPage, type Page, type PageRequest, timeCursor } from './cursor.ts'
import type { Database } from './database.ts'
import { isMissingReference } from './database-errors.ts'
import { fromJson, toNullableJson } from './json-columns.ts'
import { newId } from './new-id.ts'
import { unknownBisection } from './unknown-bisection.ts'

export interface Regression {
  readonly id: string
  readonly bisectionId: string
  /** Name of the tree. */
  readonly tree: string
  readonly good: string
  readonly bad: string
  /** Name of the main target. */
  readonly target: string
  readonly test: string
  readonly signature: Signature | null
  readonly foundAt: string
}

export function addRegression(database: Database): BisectionStore['addRegression'] {
  return async (id, { signature, ...regression }) => {
    const data = { id: newId(), bisectionId: id, ...regression, signature: toNullableJson(signature) }
    try {
      const { count } = await database.regression.createMany({ data: [data], skipDuplicates: true })
      return count === 1
    } catch (error) {
      throw isMissingReference(error) ? unknownBisection(id, error) : error
    }
  }
}

/** One page of regressions, newest first. */
export async function listRegressions(database: Database, { cursor, limit }: PageRequest): Promise<Page<Regression>> {
  const place = cursor === undefined ? undefined : timeCursor.decode(cursor)
  const rows = await database.regression.findMany({
    ...(place && { where: { OR: [{ foundAt: { lt: place.at } }, { foundAt: place.at, id: { lt: place.id } }] } }),
    include: { bisection: { select: { tree: { select: { name: true } } } } },
    orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
    take: limit + 1,
  })
  return cutPage(rows, limit, {
    item: (row) => ({
      id: row.id,
      bisectionId: row.bisectionId,
      tree: row.bisection.tree.name,
      good: row.goodHash,
      bad: row.badHash,
      target: row.targetName,
      test: row.testKind,
      signature: fromJson<Signature | null>(row.signature),
      foundAt: row.foundAt.toISOString(),
    }),
    cursor: ({ foundAt, id }) => timeCursor.encode({ at: foundAt, id }),
  })
}
