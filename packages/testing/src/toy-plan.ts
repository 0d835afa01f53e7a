/** The architectures of the toy, in the words of a target. */
export type ToyArch = 'arm' | 'arm64' | 'x86_64'

/**
 * A place where the toy can misbehave: one architecture, or one architecture when it is built with
 * `CONFIG_TOY_DMA=y`.
 */
export type ToySlot = ToyArch | `${ToyArch}+dma`

/** What the kernel does when it comes to a slot. Anything not named here boots. */
export type ToyBehaviour =
  | 'good'
  | 'panic'
  | 'other-panic'
  | 'oops'
  | 'warning'
  | 'hang'
  | 'idle'
  | 'reboot'
  | 'no-compile'
  /** Panics with this probability, decided by the seed and the nonce of the run. */
  | { readonly flaky: number; readonly seed?: number }
  /** Panics when it was compiled by this major version of gcc, boots when by another. */
  | { readonly panicsUnderGcc: number }
  /** Boots; the test script in the guest ends with this status. */
  | { readonly exit: number }
  /** Boots; prints a line for `console` tests. */
  | { readonly say: string }

export interface ToyCommit {
  /** Short and unique; also the commit's tag. */
  readonly name: string
  readonly subject?: string
  /**
   * Names of the parents; `[]` starts a new root. Default: the commit before this one in the plan.
   */
  readonly parents?: readonly string[]
  /**
   * What changes: a behaviour for every architecture, or one for each slot named. Other slots stay
   * as they were.
   */
  readonly behaviour?: ToyBehaviour | Partial<Record<ToySlot, ToyBehaviour>>
  /**
   * Slots whose lines are rewritten without changing what they do, so that reverting an earlier
   * change conflicts.
   */
  readonly reworks?: readonly ToySlot[]
  /** Touches only documentation: the image is the same as its parent's. */
  readonly docs?: boolean
  /** Further text of the commit message, after the subject. */
  readonly body?: string
  /** Files that this commit adds or replaces, path to text. Later commits keep them. */
  readonly files?: Readonly<Record<string, string>>
  /** Lines that this commit adds to the end of the Makefile. Later commits keep them. */
  readonly makefile?: string
  /**
   * Adds a feature that panics in a kernel that has the feature of the commit of this name, by
   * whatever way both came there.
   */
  readonly rivals?: string
}

/** A history, and the question that a bisection asks of it. */
export interface ToyPlan {
  readonly commits: readonly ToyCommit[]
  /** Names of commits. */
  readonly good: string
  readonly bad: string
  /** The right answer, when there is exactly one. */
  readonly culprit?: string
}

/**
 * What a slot does at one commit, how often its lines were reworked, and which commit said so last.
 */
export interface SlotState {
  readonly behaviour: ToyBehaviour
  readonly revision: number
  readonly since: number
}

export const TOY_SLOTS: readonly ToySlot[] = ['arm', 'arm64', 'x86_64', 'arm+dma', 'arm64+dma', 'x86_64+dma']
