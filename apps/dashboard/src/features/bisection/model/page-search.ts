import type { Bisection } from '@kbisect/contracts'
import { given, idOf, wordOf } from '../../../model/search-values.ts'

export const tabs = ['candidates', 'runs', 'builds', 'report', 'events'] as const
export type Tab = (typeof tabs)[number]

/** The tabs of a page: a check of a watch has no candidates. */
export const tabsOf = ({ check }: Pick<Bisection, 'check'>): readonly Tab[] =>
  check ? tabs.filter((tab) => tab !== 'candidates') : tabs

/** The tab that is shown; the first one where the address names none that the page has. */
export function shownTab(bisection: Pick<Bisection, 'check'>, chosen: Tab | undefined): Tab {
  const all = tabsOf(bisection)
  return all.find((tab) => tab === chosen) ?? all[0] ?? 'events'
}

export interface BisectionSearch {
  readonly tab?: Tab
  /** The commit that is opened in the table and marked in the strip. */
  readonly commit?: string
}

export function parseBisectionSearch(search: Record<string, unknown>): BisectionSearch {
  const tab = wordOf(search.tab, tabs)
  const commit = typeof search.commit === 'string' && /^[0-9a-f]{7,64}$/.test(search.commit) ? search.commit : undefined
  return { ...(tab && { tab }), ...(commit && { commit }) }
}

export interface RunSearch {
  /**
   * Line to show, as older links name it; links of today name lines in the fragment: `#L10-L20`.
   */
  readonly line?: number
  /** The bisection that the reader came from. */
  readonly bisection?: string
}

export function parseRunSearch(search: Record<string, unknown>): RunSearch {
  const line = Number(search.line)
  const bisection = idOf(search.bisection)
  return { ...(Number.isInteger(line) && line !== 0 && { line }), ...(bisection && { bisection }) }
}

/** Two runs whose logs are laid side by side. */
export interface CompareSearch {
  readonly good?: string
  readonly bad?: string
  readonly bisection?: string
}

export function parseCompareSearch(search: Record<string, unknown>): CompareSearch {
  return given<CompareSearch>({
    good: idOf(search.good),
    bad: idOf(search.bad),
    bisection: idOf(search.bisection),
  })
}

export interface LoginSearch {
  readonly next?: string
  /** A login link was followed whose token is not known (any more). */
  readonly refused?: boolean
}

/**
 * Parses the search of the page for signing in. `next` is kept where it leads to this service: a
 * link must not lead elsewhere.
 */
export function parseLoginSearch(search: Record<string, unknown>): LoginSearch {
  const { next } = search
  const local = typeof next === 'string' && /^\/(?!\/)[^\s\\]*$/.test(next) && !next.startsWith('/login')
  return { ...(local && { next }), ...(search.refused ? { refused: true } : {}) }
}
