/** Replaces one exact piece of text of one file; it must occur exactly once. */
export interface Replacement {
  readonly path: string
  readonly from: string
  readonly to: string
}

/** Adds a file that must not exist yet. */
export interface Addition {
  readonly path: string
  readonly content: string
}

export type Edit = Replacement | Addition

/**
 * The commits that a lab's answer is made of. `side`: one of those that a merge that is the culprit
 * brings together.
 */
export type Role = 'good' | 'culprit' | 'side'

/** One ordinary commit. */
export interface Change {
  readonly subject: string
  readonly body: string
  readonly edits: readonly Edit[]
  readonly role?: Role
}

/**
 * A branch that forks off the main line, gets its own commits while the main line goes on, and is
 * merged back.
 */
export interface Topic {
  readonly topic: string
  readonly changes: readonly Change[]
  /** Commits of the main line between the fork and the merge. */
  readonly meanwhile: readonly Change[]
  readonly body: string
  readonly role?: Role
}

export type Step = Change | Topic

export interface Fragment {
  readonly name: string
  readonly content: string
}

/**
 * A further target. Config and fragments of the main target apply too; its own are merged on top.
 */
export interface FurtherTarget {
  readonly architecture: Architecture
  readonly name?: string
  readonly fragments?: readonly Fragment[]
  readonly cmdline?: string
}

export type Architecture = 'arm' | 'arm64' | 'x86_64'

export interface Problem {
  readonly target: {
    readonly architecture: Architecture
    readonly config: 'tinyconfig'
    readonly fragments: readonly Fragment[]
    readonly cmdline?: string
  }
  readonly test:
    | { readonly kind: 'boot' | 'build' }
    | { readonly kind: 'kunit'; readonly suite: string; readonly case: string }
  readonly alsoTest: readonly FurtherTarget[]
}

/** What a bisection says of the culprit when it tells the whole truth. */
export interface KnownAnswer {
  /**
   * Names of the targets (the main one's included) that the culprit breaks, and those that it does
   * not.
   */
  readonly affected: readonly string[]
  readonly unaffected: readonly string[]
  readonly label: 'confirmed' | 'confirmed without revert'
  /** What comes of reverting the culprit on the bad revision. */
  readonly revert: 'passed' | 'conflict'
  /**
   * Where the main target fails: the function that the failure is named after, each that would be
   * right; of a compiler's error, the file.
   */
  readonly failsIn: readonly string[]
  /**
   * Where else commits of the range fail, likewise. A search need not meet them; what it meets it
   * must tell apart and list.
   */
  readonly otherFailures: readonly string[]
  /** Share of the culprit's boots that fail. */
  readonly failureRate: number
}

/** A history with a known answer, as data. */
export interface Scenario {
  readonly name: string
  readonly summary: string
  readonly problem: Problem
  readonly steps: readonly Step[]
  readonly answer: KnownAnswer
}

/** Hands out the background commits in order, each once. */
export function dealer(changes: readonly Change[]): (count: number) => readonly Change[] {
  let at = 0
  return (count) => {
    const dealt = changes.slice(at, at + count)
    if (dealt.length < count)
      throw new RangeError(`the background has ${changes.length} commits, ${at + count} were asked for`)
    at += count
    return dealt
  }
}
