import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { cutText } from '@kbisect/text'
import { checkoutProblem } from './checkout-limits.ts'
import { plainText } from './commit-text.ts'
import { gitFailure } from './failure.ts'
import { attemptGit, runGit } from './git-command.ts'
import { GIT_LIMITS, TEXT_LIMITS } from './limits.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { withObjects } from './missing-objects.ts'
import { requireHash } from './reference.ts'
import { addWorktree, discardWorktree, findAdministration } from './worktree-place.ts'

export interface Revision {
  readonly commit: string
  /**
   * A commit whose change is taken back on top of `commit`; of a merge, what it brought to its
   * first parent.
   */
  readonly revert?: string
  /**
   * A commit whose change is applied on top of `commit`, after the revert; of a merge, what it
   * brought to its first parent.
   */
  readonly patch?: string
  /** A commit that is merged into what there is by then, as git does without asking. */
  readonly merge?: string
}

/** `tree` is git's id of the content: equal ids mean equal sources. */
export type Checkout =
  | { readonly kind: 'ready'; readonly tree: string }
  | { readonly kind: 'conflict'; readonly files: readonly string[] }
  /**
   * The commit holds what is not checked out: too many files or bytes, or paths that no file can
   * have.
   */
  | { readonly kind: 'unusable'; readonly reason: string }

export interface Worktree {
  /**
   * Makes the directory hold exactly this revision. Files that do not differ are not touched. A
   * directory that a killed process left broken is repaired. After a conflict it holds the commit
   * alone. Nothing is written for a commit that cannot be used.
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

// git wants to know who merges before it merges, also where nothing is committed.
const MERGING = { GIT_COMMITTER_NAME: 'kbisect', GIT_COMMITTER_EMAIL: 'kbisect@localhost' }

// GIT_DIR is always named: found by walking up from a broken worktree, it could be a stranger's
// repository, and `clean` would empty that.
function bind(place: MirrorPlace, administration: string, directory: string, signal: AbortSignal | undefined): Bound {
  const env = { ...place.env, ...MERGING, GIT_DIR: administration, GIT_WORK_TREE: directory }
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

type Change = readonly [how: 'revert' | 'cherry-pick' | 'merge', hash: string]

async function mainlineOf(git: Bound, hash: string): Promise<string[]> {
  const { stdout } = await git.must(`read ${hash}`, 'rev-list', '--parents', '--max-count=1', hash)
  return stdout.trim().split(' ').length > 2 ? ['--mainline', '1'] : []
}

/**
 * Makes the change in the directory. Returns the files in which it conflicts: none when it is made,
 * or was there already.
 */
async function applyChange(git: Bound, [how, hash]: Change): Promise<string[]> {
  const options = how === 'merge' ? ['--no-ff', '--no-stat'] : await mainlineOf(git, hash)
  const result = await git.attempt(`${how} ${hash}`, how, '--no-commit', ...options, hash)
  if (result.exitCode === 0) return []
  const unmerged = await git.must('list conflicts', 'diff', '--name-only', '--diff-filter=U', '-z')
  const files = unmerged.stdout
    .split('\0')
    .filter((path) => path !== '')
    .slice(0, TEXT_LIMITS.conflictingFiles)
    .map((path) => plainText(cutText(path, GIT_LIMITS.pathBytes)))
  if (files.length === 0) throw gitFailure(`${how} ${hash}`, result.stderr)
  return files
}

async function changeOn(git: Bound, commit: string, changes: readonly Change[]): Promise<Checkout> {
  for (const change of changes) {
    const files = await applyChange(git, change)
    if (files.length === 0) continue
    await git.must(`give up the ${change[0]}`, 'reset', '--quiet', '--hard', commit)
    await git.must('remove leftovers', 'clean', '--quiet', '-ffdx')
    return { kind: 'conflict', files }
  }
  return { kind: 'ready', tree: (await git.must('name the changed tree', 'write-tree')).stdout.trim() }
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
      // Nothing that a fresh worktree would fix.
      if (
        error instanceof InfrastructureError &&
        ['disk-full', 'git-timeout', 'git-killed', 'git-objects-missing', 'git-invalid-path'].includes(error.code)
      )
        throw error
    }
  }
  const administration = await addWorktree(place, directory, commit, signal)
  const git = bind(place, administration, directory, signal)
  await switchTo(git, administration, commit)
  return git
}

async function attemptTree(place: MirrorPlace, commit: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--end-of-options', `${commit}^{tree}`]
  const result = await attemptGit({ action: `find ${commit}`, args, env: { ...place.env, GIT_DIR: place.directory } })
  return result.exitCode === 0 ? result.stdout.trim() : undefined
}

async function treeOf(place: MirrorPlace, commit: string): Promise<string> {
  const tree = await attemptTree(place, commit)
  if (tree !== undefined) return tree
  throw new InfrastructureError('git-commit-missing', `the mirror ${place.directory} does not hold ${commit}`, {
    hint: 'fetch the tree; if the commit was force-pushed away before it was pinned, it is lost',
  })
}

// What a change brings is in its commit, and what it takes back is in the parent.
async function sourcesOf(place: MirrorPlace, commit: string, changes: readonly Change[]): Promise<string[]> {
  const parents = changes.map(([, hash]) => attemptTree(place, `${hash}^1`))
  const found = (await Promise.all(parents)).filter((tree) => tree !== undefined)
  return [commit, ...changes.map(([, hash]) => hash), ...found]
}

/** @param source the tree's URL or path, for errors */
export function openWorktree(place: () => MirrorPlace, directory: string, source: string): Worktree {
  return {
    async checkout({ commit, revert, patch, merge }, { signal } = {}) {
      const tree = await treeOf(place(), requireHash(commit))
      const changes: Change[] = []
      if (revert !== undefined) changes.push(['revert', revert])
      if (patch !== undefined) changes.push(['cherry-pick', patch])
      if (merge !== undefined) changes.push(['merge', merge])
      for (const [, hash] of changes) await treeOf(place(), requireHash(hash))
      const commits = [commit, ...changes.map(([, hash]) => hash)]
      return await withObjects(
        place(),
        source,
        async () => commits,
        async () => {
          for (const source of await sourcesOf(place(), commit, changes)) {
            const reason = await checkoutProblem(place(), source)
            if (reason !== undefined) return { kind: 'unusable', reason }
          }
          try {
            const git = await prepare(place(), directory, commit, signal)
            return changes.length === 0 ? { kind: 'ready', tree } : await changeOn(git, commit, changes)
          } catch (error) {
            if (!(error instanceof InfrastructureError && error.code === 'git-invalid-path')) throw error
            return { kind: 'unusable', reason: error.message }
          }
        },
      )
    },
    remove: () => discardWorktree(place(), directory),
  }
}
