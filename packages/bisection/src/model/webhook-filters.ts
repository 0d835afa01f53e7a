import type { Outcome, WebhookFilters } from '@kbisect/contracts'
import { compileNameGlob, compilePathGlob } from '@kbisect/text'

/** What filters look at in a message. */
export interface MessageFacts {
  readonly tree: string
  readonly branch: string | null
  /** Of the main target, and of the affected ones. */
  readonly architectures: readonly string[]
  /** Files of the culprit; undefined without a culprit. */
  readonly paths: readonly string[] | undefined
  /** Of the culprit, `Name <address>`; undefined without one. */
  readonly author: string | undefined
  /** How the bisection ended; undefined before its end. */
  readonly outcome: Outcome | undefined
}

/**
 * Whether a webhook wants to hear of it: every filter that is given matches, each by any of its
 * words.
 */
export function wants(filters: WebhookFilters, facts: MessageFacts): boolean {
  const { tree, branch, paths, author, outcome } = facts
  const any = <T>(words: readonly T[] | undefined, holds: (word: T) => boolean) => words?.some(holds) ?? true
  return (
    any(filters.trees, (name) => name === tree) &&
    any(filters.branches, (pattern) => branch !== null && compileNameGlob(pattern).test(branch)) &&
    any(filters.architectures, (name) => facts.architectures.includes(name)) &&
    any(filters.paths, (pattern) => paths !== undefined && holdsPath(pattern, paths)) &&
    any(filters.authors, (part) => author?.toLowerCase().includes(part.toLowerCase()) ?? false) &&
    any(filters.outcomes, (name) => outcome === undefined || name === outcome)
  )
}

function holdsPath(pattern: string, paths: readonly string[]): boolean {
  const glob = compilePathGlob(pattern)
  return paths.some((path) => glob.test(path))
}
