import type { Build, Page, Run } from '@kbisect/contracts'

/** Asks for one page of a list. */
export interface PageRequest {
  readonly cursor?: string | undefined
  readonly limit: number
}

/** Lists the builds and runs of a bisection page by page. */
export interface FactLists {
  builds(id: string, page: PageRequest): Promise<Page<Build>>
  runs(id: string, page: PageRequest): Promise<Page<Run>>
}

/**
 * All builds and runs of a bisection in the order in which they ended, some at a time. Each call
 * reads them anew.
 */
export interface FactPages {
  builds(): AsyncIterable<readonly Build[]>
  runs(): AsyncIterable<readonly Run[]>
}

// A row has a few kilobytes, and several reports are made at the same time.
export const FACTS_AT_ONCE = 500

/** Follows the cursors of a list to its last page. */
export async function* pagesOf<T>(
  limit: number,
  list: (page: PageRequest) => Promise<{ readonly items: readonly T[]; readonly next: string | null }>,
): AsyncGenerator<readonly T[]> {
  let cursor: string | undefined
  do {
    const { items, next } = await list({ cursor, limit })
    yield items
    cursor = next ?? undefined
  } while (cursor !== undefined)
}

/** Returns the facts of a bisection page by page. */
export function factPages(lists: FactLists, id: string): FactPages {
  return {
    builds: () => pagesOf(FACTS_AT_ONCE, (page) => lists.builds(id, page)),
    runs: () => pagesOf(FACTS_AT_ONCE, (page) => lists.runs(id, page)),
  }
}
