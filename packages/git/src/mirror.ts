import { isAbsolute, join } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { type Branch, readBranches } from './branches.ts'
import { type CommitDetails, readCommit } from './commit-details.ts'
import { readDiff } from './commit-diff.ts'
import { type CommitLine, readCommitLines } from './commit-lines.ts'
import { readCommittedFile } from './committed-file.ts'
import { findDefinitions } from './definitions.ts'
import { fetchEnvironment, fetchSettings, type GitOptions, gitEnvironment } from './environment.ts'
import { type FetchProgress, readProgress } from './fetch-progress.ts'
import { type Graph, openGraph } from './graph.ts'
import { findKunitOptions } from './kunit-options.ts'
import { GIT_LIMITS } from './limits.ts'
import { fetchMirror } from './mirror-fetch.ts'
import { removeMirror } from './mirror-owner.ts'
import type { FetchOptions, MirrorPlace } from './mirror-place.ts'
import { knownMissing } from './missing-objects.ts'
import { type NamedRef, readNamedRefs } from './named-refs.ts'
import { pinCommits, pinnedBisections, unpinCommits } from './pins.ts'
import { type Ask, hasMirror, openQueries, requireMirror } from './queries.ts'
import { isReferenceName, requireHash } from './reference.ts'
import { pinHost } from './remote-host.ts'
import { resolveReference } from './resolve.ts'
import { isShallow } from './shallow.ts'
import { parseTreeUrl } from './tree-url.ts'
import { type FirstParents, readFirstParents, readWatchedRefs, type WatchedRef } from './watched-refs.ts'
import { openWorktree, type Worktree } from './worktree.ts'

/**
 * A bare copy of one tree. All methods but `fetch` and `exists` throw InfrastructureError
 * `mirror-missing` before it is there.
 */
export interface Mirror extends Graph {
  /**
   * Creates the mirror or brings it up to date; waits while another process does so. Branches and
   * tags follow the tree, pins stay. A kill leaves nothing half.
   * @throws InfrastructureError `git-network`, `git-address-refused`, `git-not-a-repository`,
   * `git-authentication`, `git-protocol-refused`, `git-invalid-url`, `git-shallow`,
   * `git-objects-missing`, `disk-full` …; `signal.reason` when cancelled.
   */
  fetch(options?: FetchOptions): Promise<void>
  /**
   * Looks at the host of the tree, and connects to nothing. @throws InfrastructureError
   * `git-address-refused`, `git-invalid-url`, `git-network`
   */
  requireAllowedHost(): Promise<void>
  /**
   * How far a fetch is that goes on now, in any process of the service; undefined when none does.
   */
  fetchProgress(): Promise<FetchProgress | undefined>
  exists(): Promise<boolean>
  /**
   * Removes the mirror, with its pins; waits while a process fetches. What a kill leaves is removed
   * by {@link sweepMirrors}.
   */
  remove(): Promise<void>
  /**
   * Whether it was found to lack commits or their content, so that it must be fetched before it is
   * of use.
   */
  isIncomplete(): Promise<boolean>
  has(hash: string): Promise<boolean>
  /** The full hash of a branch, tag or commit name. @throws GitRefError */
  resolve(ref: string): Promise<string>
  /**
   * Keeps commits, also through force-pushes, until `unpin`. Replaces the bisection's earlier pins.
   */
  pin(bisectionId: string, hashes: readonly string[]): Promise<void>
  unpin(bisectionId: string): Promise<void>
  /** Ids of the bisections that have pins here. */
  pinned(): Promise<string[]>
  /** Whether the tree has a branch of exactly this name. */
  isBranch(name: string): Promise<boolean>
  /** The first line of a commit's message. */
  subject(hash: string): Promise<string>
  /**
   * The source files of a commit that define each of at most 32 functions, as far as a search of
   * the text can tell; at most 4 of each architecture's directory. A function that is not found is
   * absent. Takes seconds, at most two minutes.
   */
  definitions(commit: string, functions: readonly string[]): Promise<Map<string, string[]>>
  /**
   * The configuration symbols that build the KUnit suite of a name at a commit, as far as a search
   * of the text can tell. Takes seconds, at most two minutes.
   */
  kunitOptions(commit: string, suite: string): Promise<string[]>
  commit(hash: string): Promise<CommitDetails>
  /**
   * The commit's patch, at most 1 MiB; its last line says when it was cut. Of a merge, the combined
   * diff.
   */
  diff(hash: string): Promise<string>
  /**
   * What of some commits the mirror knows, each in a line; those that it does not hold are left
   * out.
   */
  commitLines(hashes: readonly string[]): Promise<CommitLine[]>
  /**
   * The content of a file of a commit, at most 8 MiB; undefined when the commit has no such file.
   */
  file(commit: string, path: string): Promise<Buffer | undefined>
  /** Newest first, at most 5,000. */
  branches(): Promise<Branch[]>
  /**
   * Branches and tags whose names hold a text in any case: those that begin with it first, then the
   * newest; at most `most`.
   */
  refs(text: string, most: number): Promise<NamedRef[]>
  /** Branches and tags that name commits, in no order. */
  watchedRefs(): Promise<WatchedRef[]>
  /** See {@link readFirstParents}. */
  firstParents(since: string | undefined, tip: string, options: FirstParents): Promise<CommitLine[]>
  /** A working tree at an absolute path, which must be this process's alone. No I/O yet. */
  worktree(directory: string): Worktree
}

export interface MirroredTree {
  /** A mirror that was made for another id is not this tree's. */
  readonly id?: string
  readonly name: string
  readonly url: string
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

function requireName(name: string): string {
  if (NAME.test(name)) return name
  throw new InfrastructureError('git-invalid-name', `${JSON.stringify(name)} cannot name a mirror`, {
    hint: 'use letters, digits, dots, - and _, and begin with a letter or digit',
  })
}

function requireAbsolute(path: string): string {
  if (isAbsolute(path)) return path
  throw new InfrastructureError('git-relative-path', `${path} is not an absolute path`, { hint: 'give the whole path' })
}

async function isBranch(ask: Ask, name: string): Promise<boolean> {
  // An expression such as main~3 names a commit, and no branch.
  if (!isReferenceName(name)) return false
  const { stdout } = await ask(`look for the branch ${name}`, [
    'for-each-ref',
    '--format=%(refname)',
    `refs/heads/${name}`,
  ])
  return stdout.split('\n').includes(`refs/heads/${name}`)
}

async function has(ask: Ask, hash: string): Promise<boolean> {
  const name = `${requireHash(hash)}^{commit}`
  const { stdout } = await ask(`look for ${hash}`, ['rev-parse', '--verify', '--quiet', '--end-of-options', name])
  return stdout.trim() !== ''
}

/**
 * The mirror of a tree, by the tree's name; touches nothing yet.
 * @throws InfrastructureError `git-invalid-name` or `git-relative-path`.
 */
export function openMirror(options: GitOptions, tree: MirroredTree): Mirror {
  const progressFile = (path: string) => `${path}.progress.json`
  const base = join(requireAbsolute(options.mirrorsDirectory), requireName(tree.name))
  // Lazily, because opening does no I/O and the environment comes with a file.
  let known: MirrorPlace | undefined
  const place = (): MirrorPlace => {
    known ??= {
      directory: `${base}.git`,
      fetchLock: `${base}.fetch.lock`,
      writeLock: `${base}.write.lock`,
      graphLock: `${base}.graph.lock`,
      env: gitEnvironment(options),
      fetchSettings: fetchSettings(options),
      fetchEnv: fetchEnvironment(options),
      progressFile: progressFile(base),
      pinHost: (source) => pinHost(source, options),
      credentials: async () => (tree.id === undefined ? undefined : await options.credentialsOf?.(tree.id)),
      limits: options.limits ?? GIT_LIMITS,
      ...(tree.id === undefined ? {} : { owner: tree.id }),
    }
    return known
  }
  const ask: Ask = (action, args) => openQueries(place())(action, args)
  const mirrored = async (): Promise<MirrorPlace> => {
    await requireMirror(place())
    return place()
  }
  return {
    fetch: async (fetchOptions = {}) => fetchMirror(place(), parseTreeUrl(tree.url, options.protocols), fetchOptions),
    requireAllowedHost: async () => void (await pinHost(parseTreeUrl(tree.url, options.protocols), options)),
    fetchProgress: () => readProgress(progressFile(base)),
    exists: () => hasMirror(place()),
    remove: () => removeMirror(place()),
    isIncomplete: async () => (await isShallow(`${base}.git`)) || (await knownMissing(place())) !== undefined,
    has: (hash) => has(ask, hash),
    resolve: (ref) => resolveReference(ask, ref),
    pin: (bisectionId, hashes) => pinCommits(place(), ask, bisectionId, hashes),
    unpin: (bisectionId) => unpinCommits(place(), ask, bisectionId),
    pinned: () => pinnedBisections(ask),
    isBranch: (name) => isBranch(ask, name),
    subject: async (hash) => (await readCommitLines(await mirrored(), [hash]))[0]?.subject ?? '',
    ...openGraph(mirrored, ask, tree.url),
    definitions: async (commit, functions) => findDefinitions(await mirrored(), commit, functions),
    kunitOptions: async (commit, suite) => findKunitOptions(await mirrored(), commit, suite),
    commit: async (hash) => readCommit(await mirrored(), hash),
    diff: async (hash) => readDiff(await mirrored(), hash),
    commitLines: async (hashes) => readCommitLines(await mirrored(), hashes),
    file: async (commit, path) => readCommittedFile(await mirrored(), commit, path),
    branches: async () => readBranches(await mirrored()),
    refs: async (text, most) => readNamedRefs(await mirrored(), text, most),
    watchedRefs: async () => readWatchedRefs(await mirrored()),
    firstParents: async (since, tip, options) => readFirstParents(await mirrored(), since, tip, options),
    worktree: (directory) => openWorktree(place, requireAbsolute(directory), tree.url),
  }
}
