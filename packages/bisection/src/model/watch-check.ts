import type { WatchPolicy } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'

/**
 * What makes a bisection a check: it tests the bad revision, and compares it with the good one only
 * where that fails. It searches nothing until a regression was found.
 */
export interface WatchCheck {
  /** Runs without a failure after which the revision has passed. */
  readonly runs: number
  /** Failures that the same target showed before: showing one again is no news. */
  readonly known: readonly KnownFailure[]
}

/** A failure that belongs to a regression. */
export interface KnownFailure {
  readonly regressionId: string
  readonly signature: Signature
}

/** The watch that began a bisection. */
export interface OwnWatch {
  readonly id: string
  readonly name: string
  readonly policy: WatchPolicy
}
