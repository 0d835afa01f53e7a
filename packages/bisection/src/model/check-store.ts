import type { Signature as PrintedSignature, SettledState, WatchState } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { NewRegression } from './new-regression.ts'

/** What a check came to. */
export interface SettledCheck {
  readonly state: SettledState
  readonly passes: number
  readonly failures: number
  readonly signature: PrintedSignature | null
  /** In one sentence. */
  readonly reason: string
  /** The revision of the same kernel image. */
  readonly sameAs: string | null
  readonly regressionId: string | null
}

/** The regression of a failure that a check found. */
export interface ClaimedRegression {
  readonly id: string
  /**
   * `new`: it was not known. `joined`: another target of the watch shows the same failure. `came
   * back`: the failure was seen before, and had gone.
   */
  readonly how: 'new' | 'joined' | 'came back'
  /** The regression that had gone; null unless it came back. */
  readonly earlier: string | null
}

/** What storing the end of a check showed. */
export interface SettledRevision {
  /**
   * The regression that this revision is the first one not to show on any target of its branch.
   */
  readonly gone: string | undefined
  /** The revision, where this was the last of its tests. */
  readonly tested: TestedRevision | undefined
}

/** A revision all of whose tests are done, with the targets by how they did. */
export interface TestedRevision {
  readonly id: string
  readonly commit: string
  readonly subject: string
  readonly branch: string
  readonly results: readonly { readonly target: string; readonly state: WatchState }[]
}

/** What checks do with the store, beside what every bisection does. */
export interface CheckStore {
  /**
   * Takes over what earlier bisections of the tree found out about a commit with the same test and
   * target: its newest build by the toolchain that is pinned here, and the runs of that image by
   * the pinned emulator. What is known here already stays.
   */
  adoptFacts(id: string, commit: string, targetKey: string): Promise<void>
  /**
   * Stores what the check came to; a later call replaces it, and answers the same.
   */
  settleCheck(id: string, settled: SettledCheck): Promise<SettledRevision>
  /**
   * Finds the regression of the same test and branch of the watch whose failure is the same, or
   * stores a new one; in turn with all others of the watch.
   */
  claimRegression(id: string, found: NewRegression, isSame: (other: Signature) => boolean): Promise<ClaimedRegression>
  /**
   * Makes a check an ordinary bisection; false where as many of its watch go on as that allows.
   */
  promote(id: string): Promise<boolean>
}
