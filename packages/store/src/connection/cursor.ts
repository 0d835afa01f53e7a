import type { Page } from '@kbisect/contracts'
import { sanitizeForPostgres } from './sanitize-for-postgres.ts'
import { StoreError } from './store-error.ts'

export type { Page }

export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit: number
}

/**
 * Where a list by time, newest first, goes on: after this row. Equal times are told apart by id.
 */
export interface TimePlace {
  readonly at: Date
  readonly id: string
}

const encode = (text: string): string => Buffer.from(text).toString('base64url')

const decode = (cursor: string): string => Buffer.from(cursor, 'base64url').toString('utf8')

/** A cursor that cannot be used here; `problem` says why. */
export function badCursor(cursor: string, problem = 'is none that this list gave out'): StoreError {
  return new StoreError(
    'bad-cursor',
    `the cursor ${JSON.stringify(cursor.slice(0, 200))} ${problem}`,
    'pass `next` of the page before, unchanged, or leave the cursor out to begin at the start',
  )
}

export type CursorValue = string | number | null

/** A cursor that holds several values. */
export const packCursor = (values: readonly CursorValue[]): string => encode(JSON.stringify(values))

/**
 * The inverse of {@link packCursor}; what the values are is for the caller to check. @throws
 * StoreError `bad-cursor`
 */
export function unpackCursor(cursor: string): CursorValue[] {
  let values: unknown
  try {
    values = JSON.parse(decode(cursor))
  } catch {
    throw badCursor(cursor)
  }
  const fits = (value: unknown) => value === null || typeof value === 'string' || typeof value === 'number'
  if (Array.isArray(values) && values.every(fits)) return values as CursorValue[]
  throw badCursor(cursor)
}

// Beyond these Postgres has no timestamp, and before year 0 JavaScript writes one that Postgres
// does not read.
const [EARLIEST, LATEST] = [Date.UTC(1970, 0), Date.UTC(9999, 0)]

/**
 * A moment of a cursor, in milliseconds since the epoch; undefined when none of our rows can have
 * it.
 */
export function dateOf(milliseconds: number): Date | undefined {
  const possible = Number.isSafeInteger(milliseconds) && milliseconds >= EARLIEST && milliseconds < LATEST
  return possible ? new Date(milliseconds) : undefined
}

/** Whether Postgres can store a text that came in a cursor. */
export const isSanitized = (text: string): boolean => sanitizeForPostgres(text) === text

export const timeCursor = {
  encode: ({ at, id }: TimePlace): string => encode(`t ${at.getTime()} ${id}`),
  /** @throws StoreError `bad-cursor` */
  decode: (cursor: string): TimePlace => {
    const [, time, id] = /^t (-?\d{1,15}) ([0-9a-z]{1,40})$/.exec(decode(cursor)) ?? []
    const at = dateOf(Number(time))
    if (id === undefined || at === undefined) throw badCursor(cursor)
    return { at, id }
  },
}

/** A condition of rows that come after a place in a list by the column `C`. */
type After<C extends string> = { readonly [K in C]?: { gte: Date } | { lte: Date } } & {
  OR?: ({ readonly [K in C]?: { gt: Date } | { lt: Date } | Date } & { id?: { gt: string } | { lt: string } })[]
}

/**
 * Returns the condition of the rows that come after the row of a cursor of {@link timeCursor}, in a
 * list by a time and then by id. Without a cursor all rows fit. @throws StoreError `bad-cursor`
 */
export function afterPlace<C extends string>(
  column: C,
  direction: 'asc' | 'desc',
  cursor: string | undefined,
): After<C> {
  if (cursor === undefined) return {}
  const { at, id } = timeCursor.decode(cursor)
  const [beyond, since] = direction === 'asc' ? (['gt', 'gte'] as const) : (['lt', 'lte'] as const)
  // Postgres finds the place in its index by the first part; the second leaves out rows of the same
  // moment.
  return {
    [column]: { [since]: at },
    OR: [{ [column]: { [beyond]: at } }, { [column]: at, id: { [beyond]: id } }],
  } as After<C>
}

/**
 * Returns the condition of the rows that were made before the row of a cursor of {@link
 * timeCursor}.
 */
export const madeBefore = (cursor: string | undefined) => afterPlace('createdAt', 'desc', cursor)

export const positionCursor = {
  encode: (position: number): string => encode(`p ${position}`),
  /** @throws StoreError `bad-cursor` */
  decode: (cursor: string): number => {
    const [, position] = /^p (\d{1,9})$/.exec(decode(cursor)) ?? []
    if (position === undefined) throw badCursor(cursor)
    return Number(position)
  },
}

/** A place in a list by name. */
export const nameCursor = {
  encode: (name: string): string => packCursor(['n', name]),
  /** @throws StoreError `bad-cursor` */
  decode: (cursor: string): string => {
    const [kind, name, ...more] = unpackCursor(cursor)
    if (kind !== 'n' || typeof name !== 'string' || more.length > 0 || !isSanitized(name)) throw badCursor(cursor)
    return name
  },
}

/** Cuts rows, of which one more than `limit` was asked for, to a page. */
export function cutPage<Row, Item>(
  rows: readonly Row[],
  limit: number,
  { item, cursor }: { item: (row: Row) => Item; cursor: (row: Row) => string },
): Page<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return { items: kept.map(item), next: rows.length > limit && last !== undefined ? cursor(last) : null }
}
