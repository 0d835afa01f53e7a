import { availableParallelism } from 'node:os'
import type { CommandPlan } from '@kbisect/exec'
import { GIT_LIMITS, type GitLimits } from './limits.ts'

export interface GitCommand {
  /** What is done, for messages: "fetch https://…". */
  readonly action: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Default: {@link GIT_LIMITS}. */
  readonly limits?: GitLimits
}

/** What a git child may use. `write` is for one that fetches, packs or checks out. */
export type GitWork = 'read' | 'write'

// A pack is mapped and not allocated, so that it does not count as data: the limit is for what git
// makes of a tree's objects.
const SETTINGS = [
  // Larger files are neither compared nor kept as deltas: git streams them.
  ['core.bigFileThreshold', '64m'],
  ['core.deltaBaseCacheLimit', '96m'],
  ['pack.windowMemory', '256m'],
  ['pack.threads', String(Math.min(4, availableParallelism()))],
] as const

/**
 * Returns the plan of a git child with limits of memory and of the size of a file. Its children
 * inherit both, each for itself. At a limit the command fails with `git-too-large`: `isTooLarge` of
 * `failure.ts` recognises it by git's words and its signal.
 */
export function gitPlan({ args, env, cwd, limits = GIT_LIMITS }: GitCommand, work: GitWork): CommandPlan {
  const started = [...gitBounds(work, limits), '--', 'git', ...gitSettings()]
  return { file: 'prlimit', args: [...started, ...args], env, ...(cwd ? { cwd } : {}) }
}

/** Arguments of `prlimit` for a git child. */
export function gitBounds(work: GitWork, limits: GitLimits): string[] {
  const memory = work === 'read' ? limits.readMemoryBytes : limits.writeMemoryBytes
  return [`--data=${memory}`, `--fsize=${limits.packBytes}`, '--core=0']
}

/** Arguments of git itself that keep it within its limits of memory. */
export const gitSettings = (): string[] => SETTINGS.flatMap(([name, value]) => ['-c', `${name}=${value}`])
