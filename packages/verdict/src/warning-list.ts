import type { Finding } from './failure-report.ts'
import { sameFailure } from './same-failure.ts'
import { makeSignature } from './signature.ts'
import type { FailureKind } from './terms.ts'

const WARNING_LIMIT = 8

/** Whether a warning is the same as one that is known. */
export function isRepeated(known: Finding, { signature }: Finding): boolean {
  return known.signature.kind === signature.kind && sameFailure(known.signature, signature)
}

/**
 * Distinct warnings in their order, with one more.
 * @returns undefined where there are 8 already
 */
export function withWarning(warnings: readonly Finding[], finding: Finding): readonly Finding[] | undefined {
  if (warnings.some((known) => isRepeated(known, finding))) return warnings
  for (const [index, known] of warnings.entries()) {
    const both = inBoth(known, finding)
    if (both) return warnings.with(index, both)
  }
  return warnings.length < WARNING_LIMIT ? [...warnings, finding] : undefined
}

/**
 * Watchdogs of a processor that turns in circles: each time they look, it is in whatever function
 * the circle calls.
 */
const SAMPLED: ReadonlySet<FailureKind> = new Set(['rcu-stall', 'soft-lockup', 'hard-lockup'])

// What lies further out is common to much else.
const NEAR_FRAMES = 4

/** Two looks at one circle, as one warning of the innermost function that both saw. */
function inBoth(known: Finding, finding: Finding): Finding | undefined {
  const { kind, trace = [], place, line } = known.signature
  if (kind !== finding.signature.kind || !SAMPLED.has(kind) || place === undefined) return undefined
  const seen = (finding.signature.trace ?? []).slice(0, NEAR_FRAMES)
  const at = trace.slice(0, NEAR_FRAMES).findIndex((name) => seen.includes(name))
  if (at < 0) return undefined
  const { frame: _, ...rest } = known
  const signature = makeSignature({ kind, title: place, function: trace[at], trace: trace.slice(at), line })
  return at === 0 ? known : { ...rest, signature }
}
