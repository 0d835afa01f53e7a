import type { BisectionResult } from '@kbisect/contracts'
import type { BisectionRecord } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'

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

/** What was said before of the regression that a bisection is about. */
export interface KnownRegression {
  readonly id: string
  /** The first bisection of it; null where none was asked for. */
  readonly bisectionId: string | null
  /** The result of that bisection, unless it is this one. */
  readonly result?: BisectionResult | undefined
  /** Its main target. */
  readonly target?: string | undefined
}

/**
 * Returns the key under which people are notified once of the culprit of a regression, whichever
 * bisection finds it: that of the first bisection. A bisection that says more of it has a key of
 * its own: it breaks further targets, or is proved otherwise.
 */
export function regressionKey(
  record: BisectionRecord,
  result: BisectionResult,
  { id, bisectionId, result: first, target }: KnownRegression,
): string {
  if (bisectionId === record.id || (record.result && !isSameFinding(record.result, result)))
    return notificationKey(record, result)
  const original = bisectionId ?? id
  if (!first || first.culprit?.hash !== result.culprit?.hash) return original
  const known = new Set([target, ...affectedNames(first)])
  const further = [...new Set([mainTarget(record).name, ...affectedNames(result)])].filter((name) => !known.has(name))
  return [original, ...(first.label === result.label ? [] : [result.label]), ...further.sort()].join(' ')
}

const affectedNames = ({ affectedTargets }: BisectionResult): string[] =>
  affectedTargets.filter(({ result }) => result === 'affected').map(({ target }) => target)

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
