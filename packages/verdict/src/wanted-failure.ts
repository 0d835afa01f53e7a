import { sameFamily } from './same-failure.ts'
import type { FailureKind, Signature } from './terms.ts'

/** A failure as somebody describes who has seen it: each part that is given must fit. */
export interface WantedFailure {
  readonly kind?: string
  readonly function?: string
  /** Part of the signature's text, in any case. */
  readonly message?: string
}

// The function that a person names may be the caller of the one that we name.
const NEAR_FRAMES = 3

/** Whether a failure is the one that was described. */
export function matchesWanted(signature: Signature, wanted: WantedFailure): boolean {
  const { kind, function: name, message } = wanted
  if (kind !== undefined && !sameFamily(signature.kind, kind as FailureKind)) return false
  const near = [signature.function, ...(signature.trace ?? []).slice(0, NEAR_FRAMES)]
  if (name !== undefined && !near.includes(name)) return false
  return message === undefined || signature.text.toLowerCase().includes(message.toLowerCase())
}
