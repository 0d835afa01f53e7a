import type { RegressionState } from '@kbisect/contracts'
import { architectureWords } from './filters.ts'

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
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : ''
  const filters = {
    state: regressionStateWords.find((each) => each === search.state),
    tree: text(search.tree),
    architecture: architectureWords.find((each) => each === search.architecture),
    text: text(search.text),
  }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
}
