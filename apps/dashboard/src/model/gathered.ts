import type { Page } from '@kbisect/contracts'

interface Fact {
  readonly id: string
  readonly finishedAt: string
}

/** The builds or runs of a bisection that ended last, as far as they were read, newest first. */
export interface Gathered<T> {
  readonly items: readonly T[]
  /** The cursor of those before; null when all are there. */
  readonly next: string | null
}

/** How the API sorts facts that end. Times of one format are in order as texts. */
export function byEnd(a: Fact, b: Fact): number {
  if (a.finishedAt !== b.finishedAt) return a.finishedAt < b.finishedAt ? -1 : 1
  return a.id < b.id ? -1 : Number(a.id > b.id)
}

/**
 * Reads the facts that are new, page by page until one is known, and puts them before those that
 * are known. Where more than `most` are new, those that were known are given up, as there may be
 * others between. `known` is asked after each page: it may have grown meanwhile.
 */
export async function gatherNew<T extends Fact>(
  list: (cursor: string | undefined) => Promise<Page<T>>,
  known: () => Gathered<T> | undefined,
  most: number,
): Promise<Gathered<T>> {
  const fresh: T[] = []
  for (let cursor: string | undefined; ; ) {
    const page = await list(cursor)
    fresh.push(...page.items)
    const last = fresh.at(-1)
    if (page.next === null || !last) return { items: fresh, next: null }
    const before = known()
    const ids = new Set(before?.items.map(({ id }) => id))
    // What lies between the first and the last fact of the pages and is not in them was deleted.
    const older = before?.items.filter((item) => byEnd(item, last) < 0) ?? []
    if (page.items.some(({ id }) => ids.has(id)))
      return { items: [...fresh, ...older], next: older.length > 0 ? (before?.next ?? null) : page.next }
    if (fresh.length >= most) return { items: fresh, next: page.next }
    cursor = page.next
  }
}

/** Facts from several lists, each once, in the order in which they ended. */
export function inOrder<T extends Fact>(lists: readonly (readonly T[])[]): T[] {
  return [...new Map(lists.flat().map((fact) => [fact.id, fact])).values()].sort(byEnd)
}
