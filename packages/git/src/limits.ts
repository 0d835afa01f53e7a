/**
 * What kbisect takes from a tree. Linux 6.12 has 87,000 files of 1.5 GiB, and its largest commit
 * changes 13,000 files. Described in docs/git-limits.md.
 */
export const GIT_LIMITS = {
  /** Files of a commit that is checked out, links among them. */
  files: 500_000,
  /** Bytes of these files together. */
  checkoutBytes: 16 * 2 ** 30,
  /**
   * Bytes of a path. The path of the worktree comes before it, and the system allows 4,096 for
   * both.
   */
  pathBytes: 1024,
  /** Bytes of one name in a path, as Linux file systems have it. */
  nameBytes: 255,
  /** Branches and tags of a tree. */
  refs: 100_000,
  /** Bytes of one file that a fetch writes, a pack among them. */
  packBytes: 32 * 2 ** 30,
  /** Bytes of memory of a git that reads. */
  readMemoryBytes: 2 ** 30,
  /** Bytes of memory of a git that fetches, checks out or packs. */
  writeMemoryBytes: 6 * 2 ** 30,
} as const

/** For tests, which show with little what holds for much. */
export type GitLimits = { readonly [Name in keyof typeof GIT_LIMITS]: number }

/** Where the texts of commits are cut, in characters unless it says otherwise. */
export const TEXT_LIMITS = {
  subject: 500,
  name: 200,
  /** A longer address is left out: one that was cut would be another's. */
  address: 254,
  /** A message without its subject. */
  body: 256 * 1024,
  trailers: 200,
  trailerKey: 64,
  trailerValue: 1000,
  /** Of a commit with more parents git's answer is refused: the graph would lie without them. */
  parents: 1000,
  /** Paths that a commit of a range changes; of a commit that changes more, they are not known. */
  changedPaths: 50_000,
  /** Paths that all commits of a range change. */
  changedPathsOfRange: 5_000_000,
  /** Files that are listed of one commit, and the characters of their paths together. */
  listedFiles: 20_000,
  listedCharacters: 2 ** 20,
  listedBranches: 5000,
  conflictingFiles: 100,
} as const
