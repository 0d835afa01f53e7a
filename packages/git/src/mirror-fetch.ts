import { access, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { RunOptions } from '@kbisect/exec'
import { gitFailure } from './failure.ts'
import { attemptGit, runGit } from './git-command.ts'
import { withLock } from './mirror-lock.ts'
import { progressReader } from './progress.ts'
import { sweepMirror } from './stale-files.ts'
import { requireLocalSource, type TreeSource } from './tree-url.ts'

export interface FetchOptions {
  readonly onProgress?: (progress: { stage: string; percent: number }) => void
  readonly signal?: AbortSignal
}

export interface MirrorPlace {
  /** The bare repository. */
  readonly directory: string
  /** One fetch at a time; held for as long as the network takes. */
  readonly fetchLock: string
  /** Held for moments by each of our own writers: pins, new worktrees, healing. */
  readonly writeLock: string
  readonly env: Readonly<Record<string, string>>
}

/** Where the remote's own HEAD is kept; the mirror's HEAD means nothing. */
export const REMOTE_HEAD = 'refs/kbisect-remote/HEAD'

// Pins live in refs/kbisect, which no refspec names: pruning leaves them alone.
const SHARED = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*']
// A developer's clone: "origin/master" is what they will write.
const LOCAL = ['+refs/remotes/*:refs/remotes/*']

const present = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

function runOptions(options: FetchOptions): RunOptions {
  const { onProgress, signal } = options
  return { ...(signal ? { signal } : {}), ...(onProgress ? { onOutput: progressReader(onProgress) } : {}) }
}

async function updateRefs(
  directory: string,
  place: MirrorPlace,
  source: TreeSource,
  options: FetchOptions,
): Promise<void> {
  const refspecs = [...SHARED, ...(source.transport === 'file' ? LOCAL : [])]
  const flags = ['--prune', '--force', '--no-write-fetch-head', '--no-recurse-submodules', '--progress']
  const fetch = (specs: readonly string[]) => ({
    action: `fetch ${source.location}`,
    args: ['fetch', ...flags, '--end-of-options', source.location, ...specs],
    env: { ...place.env, GIT_DIR: directory },
  })
  const result = await attemptGit(fetch([...refspecs, `+HEAD:${REMOTE_HEAD}`]), runOptions(options))
  if (result.exitCode === 0) return
  // The HEAD of an empty or oddly kept repository can name a branch that is not there.
  if (/couldn't find remote ref HEAD/.test(result.stderr)) await runGit(fetch(refspecs), runOptions(options))
  else throw gitFailure(`fetch ${source.location}`, result.stderr)
}

async function cloneObjects(
  directory: string,
  place: MirrorPlace,
  source: TreeSource,
  options: FetchOptions,
): Promise<void> {
  // From a path git hard-links the objects: a kernel clone of gigabytes takes a second.
  const args = ['clone', '--bare', '--quiet', '--no-tags', '--', source.location, directory]
  await runGit({ action: `clone ${source.location}`, args, env: place.env }, runOptions(options))
  await runGit({
    action: `prepare ${directory}`,
    args: ['config', '--remove-section', 'remote.origin'],
    env: { ...place.env, GIT_DIR: directory },
  })
}

async function startMirror(
  directory: string,
  place: MirrorPlace,
  source: TreeSource,
  options: FetchOptions,
): Promise<void> {
  if (source.transport === 'file') {
    await cloneObjects(directory, place, source, options)
    if (!(await present(join(directory, 'objects/info/alternates')))) return
    // The source borrows objects, and so would the mirror: when the lender goes, it would be broken. Copy instead.
    await rm(directory, { recursive: true, maxRetries: 3 })
  }
  await runGit({ action: `create ${directory}`, args: ['init', '--quiet', '--bare', directory], env: place.env })
}

async function createMirror(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  const parent = dirname(place.directory)
  const prefix = `.new-${basename(place.directory)}-`
  // We hold the lock, so these are what killed fetches left.
  const leftovers = (await readdir(parent)).filter((name) => name.startsWith(prefix))
  await Promise.all(leftovers.map((name) => rm(join(parent, name), { recursive: true, force: true, maxRetries: 3 })))
  const fresh = join(parent, `${prefix}${process.pid}`)
  try {
    await startMirror(fresh, place, source, options)
    await updateRefs(fresh, place, source, options)
    await rename(fresh, place.directory)
  } catch (error) {
    await rm(fresh, { recursive: true, force: true, maxRetries: 3 })
    throw error
  }
}

/** Creates the mirror or brings it up to date. A kill at any moment leaves either the old state or the new one. */
export async function fetchMirror(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  if (source.transport === 'file') await requireLocalSource(source)
  await mkdir(dirname(place.directory), { recursive: true })
  const work = async () => {
    if (!(await present(place.directory))) return await createMirror(place, source, options)
    await withLock(place.writeLock, () => sweepMirror(place.directory), options.signal)
    await updateRefs(place.directory, place, source, options)
  }
  await withLock(place.fetchLock, work, options.signal)
}
