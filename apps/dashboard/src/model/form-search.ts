const idPattern = /^[0-9a-z]{8,40}$/

const id = (value: unknown) => (typeof value === 'string' && idPattern.test(value) ? value : undefined)
const words = (value: unknown) =>
  typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 255) : undefined

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
    from: id(search.from),
    regression: id(search.regression),
    tree: words(search.tree),
    good: words(search.good),
    bad: words(search.bad),
  })
}

export interface AccessSearch {
  /** Only what was done to this. */
  readonly subject?: string
}

export function parseAccessSearch(search: Record<string, unknown>): AccessSearch {
  return given({ subject: words(search.subject) })
}

const given = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value)) as T
