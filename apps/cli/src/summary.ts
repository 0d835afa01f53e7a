import type { Bisection } from '@kbisect/contracts'
import { failureText } from '@kbisect/contracts/words'
import { secondsBetween } from './progress/durations.ts'

/** What `kbisect run --json` prints as its last line. */
export interface Summary {
  readonly id: string | null
  /** `error` also for a bisection that is paused: `reason` says why. */
  readonly outcome: string
  readonly label: string | null
  /** Why there is no culprit; null when there is one, or when it is not known. */
  readonly cause: string | null
  readonly culprit: { readonly hash: string; readonly subject: string; readonly author: string } | null
  /** The failure as the console or the compiler printed it; null where nothing failed. */
  readonly failure: string | null
  readonly probability: number | null
  /** Hashes, when there is no single culprit. */
  readonly range: readonly string[]
  readonly affectedTargets: readonly { readonly target: string; readonly result: string }[]
  readonly builds: number
  readonly runs: number
  /** From the request to the end of the bisection. */
  readonly wallSeconds: number
  readonly url: string | null
  readonly reason: string
}

/** @param now RFC 3339, for a bisection that is not finished */
export function summarize(bisection: Bisection, url: string, now: string): Summary {
  const { id, result, progress, createdAt, finishedAt } = bisection
  const culprit = result?.culprit
  return {
    id,
    outcome: result?.outcome ?? 'error',
    label: result?.label ?? null,
    cause: result?.cause ?? null,
    culprit: culprit ? { hash: culprit.hash, subject: culprit.subject, author: culprit.author } : null,
    failure: result?.signature ? failureText(result.signature) : null,
    probability: result?.probability ?? null,
    range: culprit ? [] : (result?.range ?? []),
    affectedTargets: (result?.affectedTargets ?? []).map(({ target, result: found }) => ({ target, result: found })),
    builds: progress.builds,
    runs: progress.runs,
    wallSeconds: secondsBetween(createdAt, finishedAt ?? now),
    url,
    reason: result?.reason ?? bisection.reason ?? `it is ${bisection.state}`,
  }
}

/** The summary when there is no bisection to speak of. */
export function summarizeError(reason: string): Summary {
  return {
    id: null,
    outcome: 'error',
    label: null,
    cause: null,
    culprit: null,
    failure: null,
    probability: null,
    range: [],
    affectedTargets: [],
    builds: 0,
    runs: 0,
    wallSeconds: 0,
    url: null,
    reason,
  }
}
