import { fileURLToPath } from 'node:url'
import { gitBounds, gitSettings } from './git-plan.ts'
import type { GitLimits } from './limits.ts'

// Beside the sources and what is compiled from them.
const SCRIPT = fileURLToPath(new URL('../bin/limited-git.sh', import.meta.url))

/**
 * How simple-git starts a git that reads, with the limits of other children; see {@link gitBounds}.
 */
export interface LimitedGit {
  readonly binary: [string, string]
  readonly env: Readonly<Record<string, string>>
  /** To come before the arguments. */
  readonly settings: readonly string[]
}

export const limitedGit = (limits: GitLimits): LimitedGit => ({
  binary: ['/bin/sh', SCRIPT],
  env: { KBISECT_GIT_BOUNDS: gitBounds('read', limits).join(' ') },
  settings: gitSettings(),
})
