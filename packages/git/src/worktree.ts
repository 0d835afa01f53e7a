import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { gitFailure } from './failure.ts'
import { attemptGit, runGit } from './git-command.ts'
import type { MirrorPlace } from './mirror-fetch.ts'
import { requireHash } from './reference.ts'
import { addWorktree, discardWorktree, findAdministration } from './worktree-place.ts'

export interface Revision {
  readonly commit: string
  /** A commit whose change is taken back on top of `commit`; of a merge, what it brought to its first parent. */
  readonly revert?: string
}

/** `tree` is git's id of the content: equal ids mean equal sources. */
export type Checkout =
  | { readonly kind: 'ready'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly files: readonly string[] }

export interface Worktree {
  /**
   * Makes the directory hold exactly this revision. Files that do not differ are not touched. A directory that a killed
   * process left broken is mended. After a conflict it holds the commit without the revert.
   */
  checkout(revision: Revision, options?: { readonly signal?: AbortSignal }): Promise<Checkout>
  /** Removes the directory and git's record of it. */
  remove(): Promise<void>
}

type Git = (action: string, ...args: string[]) => ReturnType<typeof attemptGit>

interface Bound {
  readonly must: Git
  readonly attempt: Git
}

// GIT_DIR is always named: found by walking up from a broken worktree, it could be a stranger's repository, and
// `clean` would empty that.
function bind(place: MirrorPlace, administration: string, directory: string, signal: AbortSignal | undefined): Bound {
  const env = { ...place.env, GIT_DIR: administration, GIT_WORK_TREE: directory }
  const options = signal ? { signal } : {}
  const command = (action: string, args: string[]) => ({ action, args, env, cwd: directory })
  return {
    must: (action, ...args) => runGit(command(action, args), options),
    attempt: (action, ...args) => attemptGit(command(action, args), options),
  }
}

async function switchTo(git: Bound, administration: string, commit: string): Promise<void> {
  // The directory is ours alone and earlier gits of ours died with us: any lock in it is stale.
  for (const name of ['index.lock', 'HEAD.lock']) await rm(join(administration, name), { force: true })
  await git.must(
    `check out ${commit}`,
    'checkout',
    '--quiet',
    '--detach',
    '--force',
    '--no-recurse-submodules',
    commit,
    '--',
  )
  await git.must('remove leftovers', 'clean', '--quiet', '-ffdx')
}

async function revertOn(git: Bound, revision: { commit: string; revert: string }): Promise<Checkout> {
  const { commit, revert } = revision
  const parents = (await git.must(`read ${revert}`, 'rev-list', '--parents', '--max-count=1', revert)).stdout
    .trim()
    .split(' ')
  const mainline = parents.length > 2 ? ['--mainline', '1'] : []
  const result = await git.attempt(`revert ${revert}`, 'revert', '--no-commit', ...mainline, revert)
  if (result.exitCode === 0) {
    return { kind: 'ready', tree: (await git.must('name the reverted tree', 'write-tree')).stdout.trim() }
  }
  const unmerged = await git.must('list conflicts', 'diff', '--name-only', '--diff-filter=U', '-z')
  const files = unmerged.stdout.split('\0').filter((path) => path !== '')
  if (files.length === 0) throw gitFailure(`revert ${revert} on ${commit}`, result.stderr)
  await git.must('give up the revert', 'reset', '--quiet', '--hard', commit)
  await git.must('remove leftovers', 'clean', '--quiet', '-ffdx')
  return { kind: 'conflict', files }
}

async function prepare(place: MirrorPlace, directory: string, commit: string, signal?: AbortSignal): Promise<Bound> {
  const existing = await findAdministration(place, directory)
  if (existing !== undefined) {
    try {
      const git = bind(place, existing, directory, signal)
      await switchTo(git, existing, commit)
      return git
    } catch (error) {
      signal?.throwIfAborted()
      // Nothing that a fresh worktree would mend.
      if (error instanceof InfrastructureError && ['disk-full', 'git-timeout', 'git-killed'].includes(error.code))
        throw error
    }
  }
  const administration = await addWorktree(place, directory, commit, signal)
  const git = bind(place, administration, directory, signal)
  await switchTo(git, administration, commit)
  return git
}

async function treeOf(place: MirrorPlace, commit: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]
  const result = await attemptGit({ action: `find ${commit}`, args, env: { ...place.env, GIT_DIR: place.directory } })
  if (result.exitCode === 0) return result.stdout.trim()
  throw new InfrastructureError('git-commit-missing', `the mirror ${place.directory} does not hold ${commit}`, {
    cure: 'fetch the tree; if the commit was force-pushed away before it was pinned, it is lost',
  })
}

export function openWorktree(place: () => MirrorPlace, directory: string): Worktree {
  return {
    async checkout({ commit, revert }, { signal } = {}) {
      const tree = await treeOf(place(), requireHash(commit))
      if (revert !== undefined) await treeOf(place(), requireHash(revert))
      const git = await prepare(place(), directory, commit, signal)
      return revert === undefined ? { kind: 'ready', tree } : await revertOn(git, { commit, revert })
    },
    remove: () => discardWorktree(place(), directory),
  }
}
