import { badCursor, type CursorValue, dateOf, isSanitized, packCursor, unpackCursor } from '../connection/cursor.ts'
import type { Prisma } from '../generated/client.ts'

type Where = Prisma.BisectionWhereInput
type Order = Prisma.BisectionOrderByWithRelationInput
type Direction = 'asc' | 'desc'
type Comparison = 'equals' | 'gt' | 'lt'

/** What a list of bisections can be sorted by; a minus in front turns it round. */
export const bisectionSorts = [
  '-createdAt',
  'createdAt',
  '-finishedAt',
  'finishedAt',
  'tree',
  '-tree',
  'architecture',
  '-architecture',
  'commits',
  '-commits',
] as const
export type BisectionSort = (typeof bisectionSorts)[number]

interface SortedRow {
  readonly id: string
  readonly createdAt: Date
  readonly finishedAt: Date | null
  readonly architecture: string
  readonly commits: number
  readonly tree: { readonly name: string }
}

/** One thing to sort by. Times are numbers in cursors. */
interface Column {
  readonly type: 'time' | 'number' | 'string'
  order(direction: Direction): Order
  value(row: SortedRow): CursorValue
  where(comparison: Comparison, value: unknown): Where
}

const columns = {
  createdAt: {
    type: 'time',
    order: (direction) => ({ createdAt: direction }),
    value: (row) => row.createdAt.getTime(),
    where: (comparison, value) => ({ createdAt: { [comparison]: value } }),
  },
  finishedAt: {
    type: 'time',
    // Those that are not finished come last, whichever way.
    order: (direction) => ({ finishedAt: { sort: direction, nulls: 'last' } }),
    value: (row) => row.finishedAt?.getTime() ?? null,
    where: (comparison, value) => ({ finishedAt: { [comparison]: value } }),
  },
  tree: {
    type: 'string',
    order: (direction) => ({ tree: { name: direction } }),
    value: (row) => row.tree.name,
    where: (comparison, value) => ({ tree: { name: { [comparison]: value } } }),
  },
  architecture: {
    type: 'string',
    order: (direction) => ({ architecture: direction }),
    value: (row) => row.architecture,
    where: (comparison, value) => ({ architecture: { [comparison]: value } }),
  },
  commits: {
    type: 'number',
    order: (direction) => ({ commits: direction }),
    value: (row) => row.commits,
    where: (comparison, value) => ({ commits: { [comparison]: value } }),
  },
  id: {
    type: 'string',
    order: (direction) => ({ id: direction }),
    value: (row) => row.id,
    where: (comparison, value) => ({ id: { [comparison]: value } }),
  },
} satisfies Record<string, Column>

interface Step {
  readonly column: Column
  readonly direction: Direction
}

/**
 * The order in full: rows that are equal in what was asked for are told apart by their age, then by
 * their id.
 */
function stepsOf(sort: BisectionSort): readonly Step[] {
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const key = sort.replace('-', '') as Exclude<keyof typeof columns, 'id'>
  const first = { column: columns[key], direction } as const
  if (columns[key].type === 'time') return [first, { column: columns.id, direction }]
  return [first, { column: columns.createdAt, direction: 'desc' }, { column: columns.id, direction: 'desc' }]
}

/** How to read one page in an order, and where the next one begins. */
export interface SortedPage {
  readonly orderBy: Order[]
  readonly after: Where[]
  readonly cursor: (row: SortedRow) => string
}

/** @throws StoreError `bad-cursor`, also for the cursor of another sort */
export function sortedPage(sort: BisectionSort, cursor: string | undefined): SortedPage {
  const steps = stepsOf(sort)
  return {
    orderBy: steps.map(({ column, direction }) => column.order(direction)),
    after: cursor === undefined ? [] : following(steps, valuesOf(sort, steps, cursor)),
    cursor: (row) => packCursor(['s', sort, ...steps.map(({ column }) => column.value(row))]),
  }
}

function valuesOf(sort: BisectionSort, steps: readonly Step[], cursor: string): readonly CursorValue[] {
  const [kind, of, ...values] = unpackCursor(cursor)
  if (kind !== 's') throw badCursor(cursor)
  if (of !== sort) throw badCursor(cursor, `belongs to a list sorted by ${of}, not by ${sort}`)
  const fits = steps.every(({ column }, at) => isOf(column, values[at]))
  if (!fits || values.length !== steps.length) throw badCursor(cursor)
  return values
}

function isOf(column: Column, value: CursorValue | undefined): boolean {
  if (value === null) return column === columns.finishedAt
  if (column.type === 'string') return typeof value === 'string' && isSanitized(value)
  if (typeof value !== 'number') return false
  return column.type === 'time' ? dateOf(value) !== undefined : Number.isSafeInteger(value) && Math.abs(value) < 2 ** 31
}

const toColumn = ({ type }: Column, value: CursorValue) =>
  type === 'time' && value !== null ? new Date(Number(value)) : value

/**
 * The rows after a place: later in the first column, or equal in it and later in the next, and so
 * on.
 */
function following(steps: readonly Step[], values: readonly CursorValue[]): Where[] {
  const equal = ({ column }: Step, at: number) => column.where('equals', toColumn(column, values[at] ?? null))
  const ways = steps.map((step, at) => ({
    AND: [...steps.slice(0, at).map(equal), later(step, values[at] ?? null)],
  }))
  return [{ OR: ways }]
}

function later({ column, direction }: Step, value: CursorValue): Where {
  // Nothing comes after those that are not finished, but others of them.
  if (value === null) return { id: { in: [] } }
  const beyond = column.where(direction === 'asc' ? 'gt' : 'lt', toColumn(column, value))
  return column === columns.finishedAt ? { OR: [beyond, column.where('equals', null)] } : beyond
}
