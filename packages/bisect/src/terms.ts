/** Runs of a kernel: how many passed, and how many showed the failure in question. */
export interface Tally {
  readonly passes: number
  readonly failures: number
}

/** What is known of one commit's kernel on the target of the search. */
export interface CommitEvidence extends Tally {
  /** Runs that ended in another failure, so that they say neither. */
  readonly others: number
  /** There is no kernel to run: it does not build. */
  readonly untestable: boolean
  /**
   * Names the kernel that boots: commits with equal images have the same one. Absent until it is
   * built.
   */
  readonly image?: string
}

/**
 * What is known of a commit's kernel with another commit applied on top. Such a kernel has the
 * change when the commit's history has it, or when the patch is the change. `untestable`: it does
 * not build even so, or the patch does not apply.
 */
export interface PatchedEvidence extends CommitEvidence {
  readonly commit: string
  readonly patch: string
}

/** A test that was started and has not answered yet. */
export interface InFlight {
  readonly commit: string
  /** The later commit that is applied on top of it. */
  readonly patch?: string
  /** `build`: the kernel is being built, and will then be run. */
  readonly stage: 'build' | 'boot'
  /** Runs of it that are under way or will follow; 0 for a build that only looks for a fix. */
  readonly runs: number
  /** How much of the stage is over, 0 to 1. */
  readonly done: number
}

/**
 * Everything that a decision rests on. It only grows, apart from what is in flight and what is
 * predicted; the order in which it came does not matter.
 */
export interface Evidence {
  /** By commit id. Commits outside the graph are ignored. The bad revision should be among them. */
  readonly commits: ReadonlyMap<string, CommitEvidence>
  /**
   * The same of commits with a later commit of the graph applied on top; of one older than the
   * range as well.
   */
  readonly patched?: readonly PatchedEvidence[]
  /** Commits that are not to be tested, neither as they are nor with a patch. */
  readonly skipped?: ReadonlySet<string>
  /** Runs of kernels older than the range, the good revision's first of all. */
  readonly before: Tally
  /** Names a kernel of those whose image is there, so that it can be run again. */
  readonly goodRevision?: string
  /**
   * A commit older than the range: a patch can be applied to it, to see what the patch does by
   * itself.
   */
  readonly older?: string
  /** Images of those kernels: one that turns up in the range is as good there. */
  readonly imagesBefore?: ReadonlySet<string>
  /**
   * Commits predicted to leave the kernel as it is. They keep a little of the probability: a
   * prediction is no proof.
   */
  readonly noops?: ReadonlySet<string>
  /**
   * What a person says of commits' kernels: whether they have the change. Nearly believed for
   * certain, without a run: rates are learnt from runs alone. What runs of these commits said
   * should be left out.
   */
  readonly overrides?: ReadonlyMap<string, 'good' | 'bad'>
  /**
   * How suspicious each commit looks before any test, in proportion; 1 for those not listed, 0 or
   * more.
   */
  readonly suspicion?: ReadonlyMap<string, number>
  readonly inFlight?: readonly InFlight[]
}

/** In one unit of the caller's choice, such as seconds. */
export interface Costs {
  readonly build: number
  readonly run: number
}

/** How much can be started now. */
export interface Slots {
  readonly build: number
  readonly boot: number
  /** Both together, for hosts that do one thing at a time. */
  readonly total: number
}

/** A test worth starting now. */
export interface Choice {
  readonly commit: string
  /** `boot` when the image is there, or an equal one. */
  readonly stage: 'build' | 'boot'
  /**
   * A later commit to apply on top, because this one does not build, or most likely does not; or to
   * see what the patch does by itself, on a commit that builds.
   */
  readonly patch?: string
  /**
   * Runs that are meant to be made before deciding again; 0 for a build that only looks for what
   * fixed a untestable region.
   */
  readonly runs: number
  /** Expected information about the culprit, in bits. */
  readonly bits: number
  /** Probability that the kernel has the culprit, among all single commits. */
  readonly bad: number
  /** Bits for each unit of cost, the chance that it cannot be tested included. */
  readonly worth: number
}

/** How a search ends. */
export type Outcome =
  | { readonly kind: 'culprit'; readonly commit: string; readonly probability: number }
  /** Nothing informative is left to test: one of these, in topological order. */
  | { readonly kind: 'range'; readonly commits: readonly string[] }
  /** All runs look alike: nothing in the range changed the failure. */
  | { readonly kind: 'no-change' }
  /** The failure came and went more than once. */
  | { readonly kind: 'inconsistent'; readonly bad: readonly string[]; readonly good: readonly string[] }

/**
 * What is believed of the range. Probabilities of all commits, `noChange` and `notMonotone` sum to
 * one.
 */
export interface Posterior {
  /** By index in the graph: the probability that this commit is the culprit. */
  readonly commits: Float64Array
  /**
   * By index: the probability that this commit's kernel has the change, if a single commit made it.
   */
  readonly bad: Float64Array
  /** By index: 1 for commits that neither the tests nor the images rule out. */
  readonly possible: Uint8Array
  readonly noChange: number
  readonly notMonotone: number
  /** Candidates left: 2 to the entropy over the commits. */
  readonly effective: number
  /**
   * By index: 1 for commits that are predicted to leave the kernel as it is and that no build
   * refuted.
   */
  readonly noops: Uint8Array
  /** The others, counted. */
  readonly canChange: number
  /** Expected share of runs that fail with the change in, and without it. */
  readonly failureRate: { readonly bad: number; readonly good: number }
}

export interface Decision {
  readonly posterior: Posterior
  /** Absent while there is something to test or to wait for. */
  readonly outcome?: Outcome
  /** In order of their worth; at most as many as there are slots. */
  readonly start: readonly Choice[]
  /** What the tests in flight that go on are expected to tell by now. */
  readonly flying: readonly Choice[]
  /** Commits whose tests in flight would teach too little by now. */
  readonly cancel: readonly string[]
}
