import type { GitCredentials } from './credentials.ts'
import type { GitLimits } from './limits.ts'
import type { StageProgress } from './progress.ts'
import type { TreeSource } from './tree-source.ts'

export interface FetchOptions {
  readonly onProgress?: (progress: StageProgress) => void
  readonly signal?: AbortSignal
}

/** Where a mirror is, and how git works on it. */
export interface MirrorPlace {
  /** The bare repository. */
  readonly directory: string
  /** One fetch at a time; held for as long as the network takes. */
  readonly fetchLock: string
  /** Held for moments by each of our own writers: pins, new worktrees, healing. */
  readonly writeLock: string
  /** Held while the commit-graph is written. */
  readonly graphLock: string
  readonly env: Readonly<Record<string, string>>
  /** Settings for a git that fetches, as its first arguments. */
  readonly fetchSettings: readonly string[]
  /** Variables for a git that fetches, beside `env`. */
  readonly fetchEnv: Readonly<Record<string, string>>
  /**
   * Looks at the host of a source before git connects to it; returns settings for git. See {@link
   * pinHost}.
   */
  readonly pinHost: (source: TreeSource) => Promise<string[]>
  /** Returns what the server of the tree may ask for; undefined where nothing is stored. */
  readonly credentials: () => Promise<GitCredentials | undefined>
  readonly limits: GitLimits
  /** Where other processes read how far a fetch is. */
  readonly progressFile: string
  /** Id of the tree that the mirror belongs to; absent where a name names one tree for ever. */
  readonly owner?: string
}
