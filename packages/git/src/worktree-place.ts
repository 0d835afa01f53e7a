import { mkdir, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { InfrastructureError, withLock } from '@kbisect/exec'
import { attemptGit, runGit } from './git-command.ts'
import type { MirrorPlace } from './mirror-place.ts'

const readText = (file: string): Promise<string | undefined> => readFile(file, 'utf8').catch(() => undefined)

/** What the worktree's `.git` file names: git's own record of it, inside the mirror. */
async function namedAdministration(directory: string): Promise<string | undefined> {
  return /^gitdir: (.+)\n?$/.exec((await readText(join(directory, '.git'))) ?? '')?.[1]
}

/**
 * Git's record of the worktree when both sides agree that they belong together; undefined when it
 * must be made anew.
 */
export async function findAdministration(place: MirrorPlace, directory: string): Promise<string | undefined> {
  const administration = await namedAdministration(directory)
  if (administration === undefined) return undefined
  const ours = await realpath(join(place.directory, 'worktrees')).catch(() => undefined)
  if (ours === undefined || (await realpath(dirname(administration)).catch(() => '')) !== ours) return undefined
  const back = (await readText(join(administration, 'gitdir')))?.trim()
  const same = back !== undefined && (await realpath(dirname(back)).catch(() => '')) === (await realpath(directory))
  return same ? administration : undefined
}

async function requireDisposable(place: MirrorPlace, directory: string): Promise<void> {
  const entries = await readdir(directory).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  if (entries.length === 0) return
  // Also a worktree of a mirror that has been moved or rebuilt, but nothing of a stranger's.
  const administration = (await namedAdministration(directory)) ?? ''
  if (administration.includes(`/${basename(place.directory)}/worktrees/`)) return
  throw new InfrastructureError(
    'worktree-not-ours',
    `${directory} holds files that are not a worktree of ${place.directory}`,
    {
      hint: 'empty or remove that directory, or name another',
    },
  )
}

async function discardFiles(directory: string): Promise<void> {
  // Moved first: killed half-way through, a removal would leave files without the mark that says
  // whose they are. No name of a tree holds the character between.
  const doomed = `${directory}~discarded`
  await rm(doomed, { recursive: true, force: true, maxRetries: 3 })
  await rename(directory, doomed).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
  await rm(doomed, { recursive: true, force: true, maxRetries: 3 })
}

async function forget(place: MirrorPlace, directory: string): Promise<void> {
  const env = { ...place.env, GIT_DIR: place.directory }
  // A kill during `worktree add` leaves it locked; of one that is not, unlocking fails and nothing
  // is lost.
  await attemptGit({ action: `unlock ${directory}`, args: ['worktree', 'unlock', directory], env })
  await runGit({ action: 'forget lost worktrees', args: ['worktree', 'prune', '--expire', 'now'], env })
}

/** Removes the worktree's files and git's record of it; content that is not ours is refused. */
export async function discardWorktree(place: MirrorPlace, directory: string): Promise<void> {
  await requireDisposable(place, directory)
  await discardFiles(directory)
  const mirror = await stat(place.directory).catch(() => undefined)
  if (mirror) await withLock(place.writeLock, () => forget(place, directory))
}

/** Makes the worktree anew, with no files checked out yet, and returns git's record of it. */
export async function addWorktree(
  place: MirrorPlace,
  directory: string,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<string> {
  await discardWorktree(place, directory)
  await mkdir(dirname(directory), { recursive: true })
  const command = {
    action: `add the worktree ${directory}`,
    args: ['worktree', 'add', '--quiet', '--detach', '--no-checkout', '--', directory, commit],
    env: { ...place.env, GIT_DIR: place.directory },
  }
  await withLock(place.writeLock, () => runGit(command, signal ? { signal } : {}), signal)
  const administration = await findAdministration(place, directory)
  if (administration !== undefined) return administration
  throw new InfrastructureError('git-worktree', `git added no worktree at ${directory}`, {
    hint: 'see whether something else changes that directory',
  })
}
