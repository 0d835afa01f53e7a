import type { RegressionState } from '@kbisect/contracts'
import { architectureWords } from '../../../model/filters.ts'
import { given, textOf, wordOf } from '../../../model/search-values.ts'

export const regressionStateWords = [
  'open',
  'known',
  'claimed',
  'false positive',
  'fixed',
] as const satisfies readonly RegressionState[]

/** What the list of regressions is filtered by, as it stands in the URL. */
export interface RegressionFilters {
  readonly state?: RegressionState
  readonly tree?: string
  readonly architecture?: (typeof architectureWords)[number]
  readonly text?: string
}

/** Reads filters from a URL; what is not known is left out, so that an old link still opens. */
export function parseRegressionFilters(search: Record<string, unknown>): RegressionFilters {
  return given<RegressionFilters>({
    state: wordOf(search.state, regressionStateWords),
    tree: textOf(search.tree),
    architecture: wordOf(search.architecture, architectureWords),
    text: textOf(search.text),
  })
}
