import type { Architecture, BisectionState, Outcome, TestKind } from '@kbisect/contracts'
import { given, textOf, wordOf } from './search-values.ts'

// The contracts' lists are values of a schema library; here only their types are wanted, and these
// keep in step with them.
export const stateWords = ['queued', 'running', 'paused', 'finished'] as const satisfies readonly BisectionState[]
export const outcomeWords = [
  'culprit',
  'range',
  'not-reproduced',
  'inconclusive',
  'cancelled',
  'error',
] as const satisfies readonly Outcome[]
export const architectureWords = ['arm', 'arm64', 'x86_64'] as const satisfies readonly Architecture[]
export const testWords = ['boot', 'build', 'script', 'console', 'kunit'] as const satisfies readonly TestKind[]

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

/**
 * Reads the list's search from a URL; what is not known is left out, so that an old link still
 * opens.
 */
export function parseListSearch(search: Record<string, unknown>): ListSearch {
  const pages = Number(search.pages)
  return { ...parseFilters(search), ...(Number.isInteger(pages) && pages > 1 && { pages: Math.min(pages, mostPages) }) }
}

/** Filters and order alone. */
export function parseFilters(search: Readonly<Record<string, unknown>>): ListFilters {
  return given<ListFilters>({
    tree: textOf(search.tree),
    branch: textOf(search.branch),
    config: textOf(search.config),
    author: textOf(search.author),
    state: wordOf(search.state, stateWords),
    outcome: wordOf(search.outcome, outcomeWords),
    architecture: wordOf(search.architecture, architectureWords),
    test: wordOf(search.test, testWords),
    text: textOf(search.text),
    sort: wordOf(search.sort, sorts.slice(1)),
  })
}

/** Whether anything is left out by them. */
export function isFiltered(filters: ListFilters): boolean {
  return Object.keys(filters).some((name) => name !== 'sort')
}
