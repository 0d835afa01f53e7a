import type { BisectionState, Outcome } from '@kbisect/contracts'

// The contracts' lists are values of a schema library; here only their types are wanted, and these keep in step with them.
export const stateWords = ['queued', 'running', 'paused', 'finished'] as const satisfies readonly BisectionState[]
export const outcomeWords = [
  'culprit',
  'range',
  'not-reproduced',
  'inconclusive',
  'cancelled',
  'error',
] as const satisfies readonly Outcome[]
export const architectureWords = ['arm', 'arm64', 'x86_64'] as const
export const testWords = ['boot', 'build', 'script', 'console'] as const

/** Orders of the list, as the API names them; the first is the default. */
export const sortWords = {
  '-createdAt': 'newest first',
  createdAt: 'oldest first',
  '-finishedAt': 'last to end first',
  tree: 'by tree',
} as const
export type Sort = keyof typeof sortWords
const sorts = Object.keys(sortWords) as Sort[]

/** What the list is filtered by, as it stands in the URL. */
export interface ListFilters {
  readonly tree?: string
  readonly branch?: string
  readonly config?: string
  readonly author?: string
  readonly state?: (typeof stateWords)[number]
  readonly outcome?: (typeof outcomeWords)[number]
  readonly architecture?: (typeof architectureWords)[number]
  readonly test?: (typeof testWords)[number]
  readonly text?: string
  readonly sort?: Sort
}

/** The list as a link shows it: filtered, sorted, and so many pages of it. */
export interface ListSearch extends ListFilters {
  readonly pages?: number
}

/** More at once would only be slow. */
const mostPages = 20

/** Reads the list's search from a URL; what is not known is left out, so that an old link still opens. */
export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const pages = Number(search.pages)
  return { ...parseFilters(search), ...(Number.isInteger(pages) && pages > 1 && { pages: Math.min(pages, mostPages) }) }
}

/** Filters and order alone. */
export function parseFilters(search: Readonly<Record<string, unknown>>): ListFilters {
  const word = <T extends string>(value: unknown, words: readonly T[]) => words.find((each) => each === value)
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : ''
  const filters = {
    tree: text(search.tree),
    branch: text(search.branch),
    config: text(search.config),
    author: text(search.author),
    state: word(search.state, stateWords),
    outcome: word(search.outcome, outcomeWords),
    architecture: word(search.architecture, architectureWords),
    test: word(search.test, testWords),
    text: text(search.text),
    sort: word(search.sort, sorts.slice(1)),
  }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
}

/** Whether anything is left out by them. */
export function isFiltered(filters: ListFilters): boolean {
  return Object.keys(filters).some((name) => name !== 'sort')
}

/** The query of a list request. */
export function listQuery(filters: ListFilters, cursor: string | undefined, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) })
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, String(value))
  if (cursor) query.set('cursor', cursor)
  return query.toString()
}
