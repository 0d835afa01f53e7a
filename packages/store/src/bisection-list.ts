import type { Architecture, BisectionState, BisectionSummary, Outcome, Test } from '@kbisect/contracts'
import { summaryColumns, toSummary } from './bisection-rows.ts'
import { cutPage, type Page, type PageRequest, timeCursor } from './cursor.ts'
import type { Database } from './database.ts'
import type { Prisma } from './generated/client.ts'
import { storable } from './storable.ts'

export interface BisectionFilter {
  /** Name of the tree. */
  readonly tree?: string | undefined
  readonly state?: BisectionState | undefined
  readonly outcome?: Outcome | undefined
  readonly architecture?: Architecture | undefined
  readonly test?: Test['kind'] | undefined
  /** In the title, a ref or the tree's name, or the beginning of an id or of a commit hash. Case does not matter. */
  readonly text?: string | undefined
}

export interface SummaryRequest extends PageRequest {
  readonly filter?: BisectionFilter | undefined
}

/** One page of bisections, newest first. */
export async function listSummaries(database: Database, request: SummaryRequest): Promise<Page<BisectionSummary>> {
  const rows = await database.bisection.findMany({
    where: { AND: [...wanted(request.filter ?? {}), ...olderThan(request.cursor)] },
    select: summaryColumns,
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: request.limit + 1,
  })
  return cutPage(rows, request.limit, {
    item: toSummary,
    cursor: ({ createdAt, id }) => timeCursor.encode({ at: createdAt, id }),
  })
}

function olderThan(cursor: string | undefined): Prisma.BisectionWhereInput[] {
  if (cursor === undefined) return []
  const { at, id } = timeCursor.decode(cursor)
  return [{ OR: [{ createdAt: { lt: at } }, { createdAt: at, id: { lt: id } }] }]
}

function wanted({ tree, state, outcome, architecture, test, text }: BisectionFilter): Prisma.BisectionWhereInput[] {
  return [
    ...(tree === undefined ? [] : [{ tree: { name: tree } }]),
    ...(state === undefined ? [] : [{ state }]),
    ...(outcome === undefined ? [] : [{ outcome }]),
    ...(architecture === undefined ? [] : [{ architecture }]),
    ...(test === undefined ? [] : [{ testKind: test }]),
    ...(text === undefined || text.trim() === '' ? [] : [{ OR: holding(text.trim()) }]),
  ]
}

function holding(text: string): Prisma.BisectionWhereInput[] {
  // Prisma passes these on to LIKE as they are.
  const literally = storable(text).replace(/[\\%_]/g, '\\$&')
  const contains = { contains: literally, mode: 'insensitive' } as const
  const begins = { startsWith: literally.toLowerCase() }
  return [
    { title: contains },
    { goodRef: contains },
    { badRef: contains },
    { tree: { name: contains } },
    { id: begins },
    { goodHash: begins },
    { badHash: begins },
    { culpritHash: begins },
  ]
}
