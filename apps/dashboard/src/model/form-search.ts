import { given, idOf, textOf } from './search-values.ts'

/** What a new bisection begins with: another's request, a regression, or single fields. */
export interface NewSearch {
  readonly from?: string
  readonly regression?: string
  readonly tree?: string
  readonly good?: string
  readonly bad?: string
}

export function parseNewSearch(search: Record<string, unknown>): NewSearch {
  return given({
    from: idOf(search.from),
    regression: idOf(search.regression),
    tree: textOf(search.tree, 255),
    good: textOf(search.good, 255),
    bad: textOf(search.bad, 255),
  })
}

export interface WatchSearch {
  /** Only its revisions. */
  readonly branch?: string
}

export function parseWatchSearch(search: Record<string, unknown>): WatchSearch {
  return given({ branch: textOf(search.branch, 255) })
}

export interface RevisionsSearch {
  /** Commits, or their first digits; the older one first. */
  readonly a?: string
  readonly b?: string
  /** The branch of both. */
  readonly branch?: string
}

export function parseRevisionsSearch(search: Record<string, unknown>): RevisionsSearch {
  return given({ a: textOf(search.a, 64), b: textOf(search.b, 64), branch: textOf(search.branch, 255) })
}

export interface AccessSearch {
  /** Only what was done to this. */
  readonly subject?: string
}

export function parseAccessSearch(search: Record<string, unknown>): AccessSearch {
  return given({ subject: textOf(search.subject, 255) })
}
