import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { RunOptions } from '@kbisect/exec'
import { withLock } from '@kbisect/exec'
import { writeCommitGraph } from './commit-graph.ts'
import { requireFewRefs } from './count-refs.ts'
import { credentialAccess, type GitCredentials, takesCredentials, withoutCredentials } from './credentials.ts'
import { gitFailure } from './failure.ts'
import { type ProgressTracker, shareProgress } from './fetch-progress.ts'
import { attemptGit, runGit } from './git-command.ts'
import { askingFor, fetchSlots } from './git-slots.ts'
import { isPartial, requireLocalSource } from './local-source.ts'
import { discardMirror, freshDirectory, isOwn, noteOwner, removeUnfinished } from './mirror-owner.ts'
import type { FetchOptions, MirrorPlace } from './mirror-place.ts'
import { forgetMissing, hasObject, knownMissing, missingError, missingOfNewest } from './missing-objects.ts'
import { progressReader, type StageProgress } from './progress.ts'
import { isShallow, shallowError } from './shallow.ts'
import { sweepMirror } from './stale-files.ts'
import type { TreeSource } from './tree-source.ts'

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

// What a mirror lacks does not come by itself once its source has it: git believes that it is
// there.
async function repairFlags(place: MirrorPlace): Promise<string[]> {
  return [
    ...((await isShallow(place.directory)) ? ['--unshallow'] : []),
    ...((await knownMissing(place)) === undefined ? [] : ['--refetch']),
  ]
}

async function updateRefs(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  const { directory } = place
  const refspecs = [...SHARED, ...(source.transport === 'file' ? LOCAL : [])]
  const flags = ['--prune', '--force', '--no-write-fetch-head', '--no-recurse-submodules', '--progress']
  flags.push(...(await repairFlags(place)))
  const fetch = (specs: readonly string[]) => ({
    action: `fetch ${source.location}`,
    args: [...place.fetchSettings, 'fetch', ...flags, '--end-of-options', source.location, ...specs],
    env: { ...place.env, ...place.fetchEnv, GIT_DIR: directory },
    limits: place.limits,
  })
  const result = await attemptGit(fetch([...refspecs, `+HEAD:${REMOTE_HEAD}`]), runOptions(options))
  // Refs of a shallow source are passed over, and git calls that a success.
  if (/shallow roots are not allowed/.test(result.stderr)) throw shallowError(source.location)
  if (result.exitCode === 0) return
  // The HEAD of an empty or oddly kept repository can name a branch that is not there.
  if (/couldn't find remote ref HEAD/.test(result.stderr)) await runGit(fetch(refspecs), runOptions(options))
  else throw gitFailure(`fetch ${source.location}`, result.stderr)
}

async function cloneObjects(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  const { directory } = place
  // From a path git hard-links the objects: a kernel clone of gigabytes takes a second.
  const args = ['clone', '--bare', '--quiet', '--no-tags', '--', source.location, directory]
  await runGit({ action: `clone ${source.location}`, args, env: place.env }, runOptions(options))
  await runGit({
    action: `prepare ${directory}`,
    args: ['config', '--remove-section', 'remote.origin'],
    env: { ...place.env, GIT_DIR: directory },
  })
}

async function startMirror(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  const { directory } = place
  if (source.transport === 'file') {
    await cloneObjects(place, source, options)
    if (!(await present(join(directory, 'objects/info/alternates')))) return
    // The source borrows objects, and so would the mirror: when the lender goes, it would be
    // broken. Copy instead.
    await rm(directory, { recursive: true, maxRetries: 3 })
  }
  await runGit({ action: `create ${directory}`, args: ['init', '--quiet', '--bare', directory], env: place.env })
}

/** What git does not notice by itself: it looks at nothing that it links or believes to have. */
async function requireWhole(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  if (await isShallow(place.directory)) throw shallowError(source.location)
  await writeCommitGraph(place, options.signal)
  const missing = await knownMissing(place)
  if (missing !== undefined && !(await hasObject(place.directory, place.env, missing)))
    throw missingError(source.location, missing)
  await forgetMissing(place)
}

async function requireNewest(place: MirrorPlace, source: TreeSource): Promise<void> {
  const missing = await missingOfNewest(place)
  if (missing === undefined) return
  const partial = source.transport === 'file' && (await isPartial(source, place.env))
  throw missingError(source.location, missing, partial)
}

async function createMirror(place: MirrorPlace, source: TreeSource, options: FetchOptions): Promise<void> {
  // We hold the lock, so this is what killed fetches left.
  await removeUnfinished(place.directory)
  const fresh = { ...place, directory: freshDirectory(place.directory) }
  try {
    await startMirror(fresh, source, options)
    await updateRefs(fresh, source, options)
    await requireWhole(fresh, source, options)
    await requireNewest(fresh, source)
    await noteOwner(fresh)
    await rename(fresh.directory, place.directory)
  } catch (error) {
    await rm(fresh.directory, { recursive: true, force: true, maxRetries: 3 })
    throw error
  }
}

const bothOf = (onProgress: FetchOptions['onProgress'], tracker: ProgressTracker) => (progress: StageProgress) => {
  tracker.take(progress)
  onProgress?.(progress)
}

/** The place with what git needs to reach the source, now that its host was looked at. */
async function reach(
  place: MirrorPlace,
  source: TreeSource,
  credentials: GitCredentials | undefined,
): Promise<MirrorPlace> {
  const pinned = await place.pinHost(source)
  const access = credentials ? credentialAccess(source, credentials) : { settings: [], env: {} }
  return {
    ...place,
    fetchSettings: [...place.fetchSettings, ...pinned, ...access.settings],
    fetchEnv: { ...place.fetchEnv, ...access.env },
  }
}

/**
 * Creates the mirror or brings it up to date. A kill at any moment leaves either the old state or
 * the new one. A source whose history is not whole is refused; once it is repaired, the next fetch
 * repairs a mirror that was made of it.
 */
export async function fetchMirror(at: MirrorPlace, source: TreeSource, asked: FetchOptions): Promise<void> {
  const credentials = takesCredentials(source.transport) ? await at.credentials() : undefined
  try {
    await fetchFrom(await reach(at, source, credentials), source, asked)
  } catch (error) {
    throw credentials ? withoutCredentials(error, credentials) : error
  }
}

async function fetchFrom(place: MirrorPlace, source: TreeSource, asked: FetchOptions): Promise<void> {
  if (source.transport === 'file') await requireLocalSource(place, source)
  await mkdir(dirname(place.directory), { recursive: true })
  const work = async (tracker: ProgressTracker) => {
    const options = { ...asked, onProgress: bothOf(asked.onProgress, tracker) }
    tracker.begin('Reading the list of branches')
    await requireFewRefs(place, source, options)
    tracker.begin('Connecting')
    if (!(await isOwn(place))) await discardMirror(place.directory)
    if (!(await present(place.directory))) return await createMirror(place, source, options)
    await noteOwner(place)
    await withLock(place.writeLock, () => sweepMirror(place.directory), options.signal)
    await updateRefs(place, source, options)
    await requireWhole(place, source, options)
  }
  const inTurn = async (tracker: ProgressTracker) => {
    const give = await fetchSlots.take(asked.signal)
    try {
      await work(tracker)
    } finally {
      give()
    }
  }
  // Others may wait for the same fetch when the client that asked for it has gone.
  await askingFor(undefined, () =>
    withLock(place.fetchLock, () => shareProgress(place.progressFile, inTurn), asked.signal),
  )
}
