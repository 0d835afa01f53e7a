import type { Architecture, Regression, RegressionDetail, RegressionState, TestKind } from '@kbisect/contracts'
import { cutPage, type Page, type PageRequest, timeCursor } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { fromJson } from '../connection/json-columns.ts'
import { beginning, containing, literally } from '../connection/text-search.ts'
import type { Prisma } from '../generated/client.ts'
import { bisectionsOf, findOriginal, OPEN_REGRESSIONS, regressionColumns, toRegression } from './regressions.ts'

export interface RegressionFilter {
  /** Any of these. */
  readonly state?: readonly RegressionState[] | undefined
  /** Name of the tree. */
  readonly tree?: string | undefined
  readonly branch?: string | undefined
  readonly architecture?: Architecture | undefined
  readonly test?: TestKind | undefined
  /**
   * In the tree's name, branch, target, signature or the culprit's subject, or the beginning of an
   * id or hash.
   */
  readonly text?: string | undefined
}

export interface RegressionRequest extends PageRequest {
  readonly filter?: RegressionFilter | undefined
}

/** One page of regressions, newest first. */
export async function listRegressions(database: Database, request: RegressionRequest): Promise<Page<Regression>> {
  const rows = await database.regression.findMany({
    where: { AND: [{ duplicateOf: null }, ...wanted(request.filter ?? {}), ...olderThan(request.cursor)] },
    include: regressionColumns,
    orderBy: [{ foundAt: 'desc' }, { id: 'desc' }],
    take: request.limit + 1,
  })
  return cutPage(rows, request.limit, {
    item: toRegression,
    cursor: ({ foundAt, id }) => timeCursor.encode({ at: foundAt, id }),
  })
}

/** How many regressions are open, of one tree or of all. */
export const countOpenRegressions = (database: Database, treeId?: string): Promise<number> =>
  database.regression.count({ where: { ...OPEN_REGRESSIONS, ...(treeId === undefined ? {} : { treeId }) } })

/** A regression with all but its history; of a duplicate, the original. */
export async function findRegression(
  database: Database,
  id: string,
): Promise<Omit<RegressionDetail, 'history'> | undefined> {
  const row = await findOriginal(database, { id })
  if (!row) return undefined
  const bisectionIds = await bisectionsOf(database, row.id)
  const { origin, note } = row
  const life = await readLife(database, row.id)
  return { ...toRegression(row), bisectionIds, life, origin: fromJson<RegressionDetail['origin']>(origin), note }
}

/** What watches saw of a regression and of its duplicates, oldest first; at most 200 changes. */
async function readLife(database: Database, id: string): Promise<RegressionDetail['life']> {
  const rows = await database.regressionChange.findMany({
    where: { regression: { OR: [{ id }, { duplicateOf: id }] } },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    take: 200,
  })
  return rows.map(({ kind, commit, targetName, message, at }) => ({
    ...{ kind: kind as RegressionDetail['life'][number]['kind'], commit, message },
    ...{ target: targetName, at: at.toISOString() },
  }))
}

function olderThan(cursor: string | undefined): Prisma.RegressionWhereInput[] {
  if (cursor === undefined) return []
  const { at, id } = timeCursor.decode(cursor)
  return [{ OR: [{ foundAt: { lt: at } }, { foundAt: at, id: { lt: id } }] }]
}

function wanted({ state, tree, test, text, ...equal }: RegressionFilter): Prisma.RegressionWhereInput[] {
  return [
    ...(state === undefined ? [] : [{ state: { in: [...state] } }]),
    ...(tree === undefined ? [] : [{ tree: { name: tree } }]),
    ...(test === undefined ? [] : [{ testKind: test }]),
    ...Object.entries(equal).flatMap(([column, value]) => (value === undefined ? [] : [ofAny({ [column]: value })])),
    ...(text === undefined || text.trim() === '' ? [] : [ofAny({ OR: holding(text) })]),
  ]
}

/**
 * What holds for a regression or for one of its duplicates, which may be of another target or
 * branch.
 */
const ofAny = (where: Prisma.RegressionWhereInput): Prisma.RegressionWhereInput => ({
  OR: [where, { duplicates: { some: where } }],
})

function holding(text: string): Prisma.RegressionWhereInput[] {
  const contains = containing(text)
  const begins = beginning(text)
  const inJson = (key: string) => ({ path: [key], string_contains: literally(text), mode: 'insensitive' }) as const
  return [
    { tree: { name: contains } },
    { branch: contains },
    { targetName: contains },
    { signature: inJson('text') },
    { bisection: { culprit: inJson('subject') } },
    { bisection: { culpritHash: begins } },
    { id: begins },
    { goodHash: begins },
    { badHash: begins },
  ]
}
