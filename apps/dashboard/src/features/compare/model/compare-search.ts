import { given, idOf } from '../../../model/search-values.ts'

/** Two bisections that are laid side by side. */
export interface BisectionsSearch {
  readonly first?: string
  readonly second?: string
}

export const parseBisectionsSearch = (search: Record<string, unknown>): BisectionsSearch =>
  given<BisectionsSearch>({ first: idOf(search.first), second: idOf(search.second) })

/** Two stored kernel configurations, by their digests. */
export interface ConfigsSearch {
  readonly from?: string
  readonly to?: string
  /** The bisection that the reader came from. */
  readonly bisection?: string
}

const digestOf = (value: unknown): string | undefined =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value) ? value : undefined

export const parseConfigsSearch = (search: Record<string, unknown>): ConfigsSearch =>
  given<ConfigsSearch>({
    from: digestOf(search.from),
    to: digestOf(search.to),
    bisection: idOf(search.bisection),
  })
