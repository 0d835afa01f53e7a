import type { Architecture, BisectionState, BisectionSummary, Outcome, Test } from '@kbisect/contracts'
import { cutPage, type Page, type PageRequest } from '../connection/cursor.ts'
import type { Database } from '../connection/database.ts'
import { beginning, containing, literally } from '../connection/text-search.ts'
import { withoutChecks } from '../connection/without-checks.ts'
import type { Prisma } from '../generated/client.ts'
import { withPlaces } from './advance-states.ts'
import { summaryColumns, toSummary } from './bisection-rows.ts'
import { type BisectionSort, sortedPage } from './bisection-sorts.ts'

export interface BisectionFilter {
  /** Name of the tree. */
  readonly tree?: string | undefined
  readonly branch?: string | undefined
  readonly state?: BisectionState | undefined
  readonly outcome?: Outcome | undefined
  readonly architecture?: Architecture | undefined
  /** Base configuration and fragments, as summaries have it. */
  readonly config?: string | undefined
  readonly test?: Test['kind'] | undefined
  /** Part of the culprit's author, name or address. Case does not matter. */
  readonly author?: string | undefined
  /**
   * In the title, a ref, the branch, the culprit’s subject or the tree's name, or the beginning of
   * an id or of a commit hash. Case does not matter.
   */
  readonly text?: string | undefined
}

export interface SummaryRequest extends PageRequest {
  readonly filter?: BisectionFilter | undefined
  /** Default: the newest first. */
  readonly sort?: BisectionSort | undefined
}

/** One page of bisections. */
export async function listSummaries(database: Database, request: SummaryRequest): Promise<Page<BisectionSummary>> {
  const { orderBy, after, cursor } = sortedPage(request.sort ?? '-createdAt', request.cursor)
  const { tree, ...filter } = request.filter ?? {}
  // Its id first: by a join Postgres would not see how few bisections belong to it.
  const owner = tree === undefined ? undefined : await database.tree.findUnique({ where: { name: tree } })
  if (owner === null) return { items: [], next: null }
  const rows = await database.bisection.findMany({
    where: { AND: [withoutChecks, ...(owner ? [{ treeId: owner.id }] : []), ...wanted(filter), ...after] },
    select: summaryColumns,
    orderBy,
    take: request.limit + 1,
  })
  const page = cutPage(rows, request.limit, { item: toSummary, cursor })
  return { ...page, items: await withPlaces(database, page.items) }
}

function wanted({ test, author, text, ...equal }: Omit<BisectionFilter, 'tree'>): Prisma.BisectionWhereInput[] {
  return [
    ...Object.entries(equal).flatMap(([column, value]) => (value === undefined ? [] : [{ [column]: value }])),
    ...(test === undefined ? [] : [{ testKind: test }]),
    ...(author === undefined || author.trim() === '' ? [] : [{ culpritAuthor: containing(author) }]),
    ...(text === undefined || text.trim() === '' ? [] : [{ OR: holding(text) }]),
  ]
}

function holding(text: string): Prisma.BisectionWhereInput[] {
  const contains = containing(text)
  const begins = beginning(text)
  return [
    { title: contains },
    { goodRef: contains },
    { badRef: contains },
    { branch: contains },
    { tree: { name: contains } },
    { id: begins },
    { goodHash: begins },
    { badHash: begins },
    { culpritHash: begins },
    { culprit: { path: ['subject'], string_contains: literally(text), mode: 'insensitive' } },
  ]
}
