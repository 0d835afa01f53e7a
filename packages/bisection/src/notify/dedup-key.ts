import type { BisectionResult } from '@kbisect/contracts'
import type { BisectionRecord } from '../model/facts.ts'

/**
 * Returns the key under which subscribers are notified once of the result of a bisection. A
 * reopened bisection whose result is the same as before keeps the bisection's key, so that no
 * subscriber is notified again. Every change has a key of its own, also a change back to a result
 * that it had earlier: otherwise the last message would be a finding that no longer holds.
 */
export function notificationKey({ id, result: before, reopenings }: BisectionRecord, result: BisectionResult): string {
  if (!before || isSameFinding(before, result)) return id
  const what = [result.outcome, result.culprit?.hash ?? result.cause, result.culprit && result.label]
  return [id, reopenings, ...what.filter(Boolean)].join(' ')
}

const isSameFinding = (one: BisectionResult, other: BisectionResult): boolean =>
  one.outcome === other.outcome &&
  one.cause === other.cause &&
  one.culprit?.hash === other.culprit?.hash &&
  // Subscribers that heard of a confirmed culprit hear when it is no more than probable, and the
  // other way round.
  (one.culprit === null || one.label === other.label)

/** The end in words, beside the end of before where there was one. */
export function comparedWords(
  before: BisectionResult | null,
  result: BisectionResult,
): { readonly message: string; readonly changed: { readonly changed?: boolean } } {
  if (!before) return { message: result.reason, changed: {} }
  const same = isSameFinding(before, result) && before.label === result.label && isSameRange(before, result)
  const message = same
    ? `As before: ${result.reason}`
    : `Otherwise than before: ${result.reason} Before: ${before.reason}`
  return { message, changed: { changed: !same } }
}

const isSameRange = (one: BisectionResult, other: BisectionResult): boolean =>
  one.range.length === other.range.length && one.range.every((hash, at) => other.range[at] === hash)
