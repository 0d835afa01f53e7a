import type { FurtherTargetRequest, RevisionChoice, Test, WatchPolicy, WatchSchedule } from '@kbisect/contracts'
import type { NewBisection } from '../model/bisection-store.ts'
import type { ControlPorts, History } from '../model/ports.ts'
import type { KnownFailure, WatchCheck } from '../model/watch-check.ts'

/** A watch as it stands in the store. */
export interface WatchRecord {
  readonly id: string
  readonly name: string
  readonly tree: { readonly id: string; readonly name: string; readonly url: string }
  /** Patterns of branches; tags as tags/NAME. */
  readonly branches: readonly string[]
  readonly targets: readonly FurtherTargetRequest[]
  readonly tests: readonly Test[]
  readonly revisions: RevisionChoice
  readonly policy: WatchPolicy
  readonly runs: number
  readonly buildsPerDay: number | null
  readonly bisections: number
  readonly paused: boolean
}

/** A branch or tag of a tree, as watches name it: tags are tags/NAME. */
export interface WatchedRef {
  readonly name: string
  readonly hash: string
  /** Unix seconds. */
  readonly committedAt: number
}

/** A commit that a watch saw. */
export interface SeenCommit {
  readonly hash: string
  readonly subject: string
  /** Unix seconds. */
  readonly committedAt: number
}

/** One test on one target of a watch. */
export interface WatchCell {
  readonly targetKey: string
  readonly targetName: string
  /** Position of the test among those of the watch. */
  readonly testIndex: number
  readonly testKind: Test['kind']
}

/** A cell of a revision that was not begun. */
export interface WaitingTest {
  readonly revisionId: string
  readonly branch: string
  readonly commit: string
  readonly targetKey: string
  readonly testIndex: number
}

/** What is known of a cell before a revision. */
export interface CellHistory {
  /** Revisions that passed, the newest first; at most 20. */
  readonly passed: readonly string[]
  /**
   * The failure of the newest result, where that belongs to a regression, with how often it shows.
   */
  readonly failing: (KnownFailure & { readonly passes: number; readonly failures: number }) | undefined
}

/** What a watch uses now. */
export interface WatchUsage {
  /** Builds of its checks in the last 24 hours. */
  readonly buildsLastDay: number
  /** Checks that go on. */
  readonly checks: number
}

/** Where watches and their revisions are kept. */
export interface WatchedStore {
  /** undefined: no such watch. */
  find(id: string): Promise<WatchRecord | undefined>
  /** All of them, for their schedules. */
  schedules(): Promise<{ readonly id: string; readonly schedule: WatchSchedule; readonly paused: boolean }[]>
  /** Those of some ids of which there is a watch. */
  stored(ids: readonly string[]): Promise<string[]>
  /** Commits at which branches were at the last look. */
  tips(id: string): Promise<ReadonlyMap<string, string>>
  /**
   * Stores revisions of a branch, parents first, with a waiting result for each cell, and where the
   * branch is now. Revisions that are known stay as they are.
   */
  addRevisions(
    id: string,
    branch: string,
    tip: string,
    commits: readonly SeenCommit[],
    cells: readonly WatchCell[],
  ): Promise<void>
  /** Stores that the branches were looked at, or why they could not be. */
  looked(id: string, error: string | null): Promise<void>
  /** Ends tests whose check was deleted, so that later revisions get their turn. */
  endLost(id: string): Promise<void>
  /** What was not begun, oldest revision first; at most `most`. */
  waiting(id: string, most: number): Promise<WaitingTest[]>
  /** See {@link CellHistory}; of the revisions of the branch before this one. */
  history(test: WaitingTest): Promise<CellHistory>
  usage(id: string): Promise<WatchUsage>
  /**
   * Stores a check, running, as what tests a waiting cell; false when that does not wait any more.
   */
  startCheck(test: WaitingTest, bisection: NewBisection, watchId: string, check: WatchCheck): Promise<boolean>
  /** Says of a waiting cell that it cannot be tested. */
  refuse(test: WaitingTest, reason: string): Promise<void>
}

/** The history of a tree, as watches need it. */
export interface WatchedHistory
  extends Pick<History, 'fetch' | 'pin' | 'unpin' | 'has' | 'isAncestor' | 'mergeBases' | 'subject'> {
  /** Branches and tags, in no order. */
  watchedRefs(): Promise<WatchedRef[]>
  /**
   * The first parents from `tip` back to `since` or one of its ancestors, newest first, which
   * leaves out `since`; at most `most`. `merges`: merges alone, with `tip`.
   */
  firstParents(
    since: string | undefined,
    tip: string,
    options: { readonly most: number; readonly merges: boolean },
  ): Promise<SeenCommit[]>
}

export interface WatchPorts extends ControlPorts {
  readonly watches: WatchedStore
}
