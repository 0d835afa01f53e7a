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

/** What the list is filtered by, as it stands in the URL. */
export interface ListFilters {
  readonly tree?: string
  readonly state?: (typeof stateWords)[number]
  readonly outcome?: (typeof outcomeWords)[number]
  readonly architecture?: (typeof architectureWords)[number]
  readonly test?: (typeof testWords)[number]
  readonly text?: string
}

/** Reads filters from a URL; what is not known is left out, so that an old link still opens. */
export function parseFilters(search: Record<string, unknown>): ListFilters {
  const word = <T extends string>(value: unknown, words: readonly T[]) => words.find((each) => each === value)
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : ''
  const filters = {
    tree: text(search.tree),
    state: word(search.state, stateWords),
    outcome: word(search.outcome, outcomeWords),
    architecture: word(search.architecture, architectureWords),
    test: word(search.test, testWords),
    text: text(search.text),
  }
  return Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
}

/** The query of a list request. */
export function listQuery(filters: ListFilters, cursor: string | undefined, limit: number): string {
  const query = new URLSearchParams({ limit: String(limit) })
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, String(value))
  if (cursor) query.set('cursor', cursor)
  return query.toString()
}
