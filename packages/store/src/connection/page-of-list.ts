import { badCursor, cutPage, nameCursor, type Page, type PageRequest, packCursor, unpackCursor } from './cursor.ts'

const byName = (a: { readonly name: string }, b: { readonly name: string }): number => (a.name < b.name ? -1 : 1)

/** Returns one page of a list that was read as a whole, by name. @throws StoreError `bad-cursor` */
export function pageByName<Item extends { readonly name: string }>(
  items: readonly Item[],
  { cursor, limit }: PageRequest,
): Page<Item> {
  const after = cursor === undefined ? undefined : nameCursor.decode(cursor)
  const following = items.filter(({ name }) => after === undefined || name > after).sort(byName)
  return cutPage(following, limit, { item: (item) => item, cursor: ({ name }) => nameCursor.encode(name) })
}

interface Committed {
  readonly name: string
  /** Unix seconds. */
  readonly committedAt: number
}

const newestFirst = (a: Committed, b: Committed): number => b.committedAt - a.committedAt || byName(a, b)

/**
 * Returns one page of a list that was read as a whole, newest first, then by name. @throws
 * StoreError `bad-cursor`
 */
export function pageByTime<Item extends Committed>(items: readonly Item[], { cursor, limit }: PageRequest): Page<Item> {
  const place = cursor === undefined ? undefined : placeOf(cursor)
  const following = items.filter((item) => !place || newestFirst(place, item) < 0).sort(newestFirst)
  return cutPage(following, limit, {
    item: (item) => item,
    cursor: ({ committedAt, name }) => packCursor(['c', committedAt, name]),
  })
}

function placeOf(cursor: string): Committed {
  const [kind, committedAt, name, ...more] = unpackCursor(cursor)
  const fits = kind === 'c' && typeof committedAt === 'number' && typeof name === 'string' && more.length === 0
  if (!fits) throw badCursor(cursor)
  return { committedAt, name }
}
