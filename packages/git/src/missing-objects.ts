import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { attemptGit, runGit } from './git-command.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { requireHash } from './reference.ts'
import { repairCommand } from './repair-command.ts'

// Holds the name of one object that the mirror lacks, until a fetch has brought it.
const MARK = 'kbisect-missing-object'

// Of a partial clone something is missing almost at once.
const NEWEST_COMMITS = 1000

/** The command that makes a clone whole again, for errors. */
export const refetchCommand = (source: string): string => repairCommand(source, 'fetch --refetch --no-filter')

/** @param source a path or URL, as people know the tree */
export function missingError(source: string, object: string, partial = false): InfrastructureError {
  const what = partial ? 'is a partial clone, and lacks' : 'lacks'
  return new InfrastructureError(
    'git-objects-missing',
    `${source} ${what} objects that its commits name, ${object} among them: these commits cannot be checked out`,
    { hint: `run \`${refetchCommand(source)}\`, or name a complete repository; then repeat` },
  )
}

async function findMissing(
  place: MirrorPlace,
  action: string,
  args: readonly string[],
  input = '',
): Promise<string | undefined> {
  const command = {
    action,
    args: ['rev-list', '--objects', '--quiet', '--missing=print', ...args],
    env: { ...place.env, GIT_DIR: place.directory },
  }
  const { stdout } = await runGit(command, { input })
  return /^\?([0-9a-f]+)$/m.exec(stdout)?.[1]
}

/** One object that the newest commits of all branches and tags need and the mirror lacks. */
export const missingOfNewest = (place: MirrorPlace): Promise<string | undefined> =>
  findMissing(place, 'look for missing objects', [`--max-count=${NEWEST_COMMITS}`, '--all'])

/**
 * Checks that every one of some commits can be checked out.
 * @throws InfrastructureError `git-objects-missing`; the next fetch brings everything again
 */
export async function requireObjects(place: MirrorPlace, source: string, commits: readonly string[]): Promise<void> {
  const input = commits.map((hash) => `${requireHash(hash)}\n`).join('')
  const missing = await findMissing(place, 'look for missing objects', ['--no-walk', '--stdin'], input)
  if (missing === undefined) return
  await writeFile(join(place.directory, MARK), `${missing}\n`)
  throw missingError(source, missing)
}

/**
 * Does what reads some commits; where that fails for an object that is not there, the error names
 * the tree.
 * @throws InfrastructureError `git-objects-missing`, as {@link requireObjects}
 */
export async function withObjects<T>(
  place: MirrorPlace,
  source: string,
  commits: () => Promise<readonly string[]>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof InfrastructureError && error.code === 'git-objects-missing')
      await requireObjects(place, source, await commits())
    throw error
  }
}

/** The object that was found missing and not fetched since. */
export async function knownMissing(place: MirrorPlace): Promise<string | undefined> {
  const text = await readFile(join(place.directory, MARK), 'utf8').catch(() => '')
  return /^[0-9a-f]+/.exec(text)?.[0]
}

export const forgetMissing = (place: MirrorPlace): Promise<void> => rm(join(place.directory, MARK), { force: true })

/** Whether a repository has an object, without fetching it. */
export async function hasObject(repository: string, env: MirrorPlace['env'], object: string): Promise<boolean> {
  const command = { action: `look for ${object}`, args: ['-C', repository, 'cat-file', '-e', object] }
  // No transport is allowed: older gits know no other way to keep a partial clone from fetching.
  return (await attemptGit({ ...command, env: { ...env, GIT_ALLOW_PROTOCOL: 'none' } })).exitCode === 0
}
