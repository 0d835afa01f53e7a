import { realpath, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { InfrastructureError } from '@kbisect/exec'
import { gitFailure } from './failure.ts'
import { attemptGit } from './git-command.ts'
import type { MirrorPlace } from './mirror-place.ts'
import { hasObject, knownMissing, missingError } from './missing-objects.ts'
import { shallowError } from './shallow.ts'
import type { TreeSource } from './tree-source.ts'

const notThere = (problem: string, hint: string): InfrastructureError =>
  new InfrastructureError('git-not-a-repository', problem, { hint })

/** Whether a repository on this machine was cloned with a filter. */
export async function isPartial({ location }: TreeSource, env: MirrorPlace['env']): Promise<boolean> {
  const args = [
    '-C',
    location,
    'config',
    '--get-regexp',
    '^(extensions\\.partialclone|remote\\..*\\.(promisor|partialclonefilter))$',
  ]
  const { exitCode } = await attemptGit({ action: `read the settings of ${location}`, args, env })
  return exitCode === 0
}

/**
 * @throws InfrastructureError `git-not-a-repository` when a source on this machine is not there,
 * `git-shallow` when its history is cut, `git-objects-missing` when it still lacks what the mirror
 * was found to lack
 */
export async function requireLocalSource(place: MirrorPlace, { location }: TreeSource): Promise<void> {
  const there = await stat(location).catch(() => undefined)
  if (!there?.isDirectory())
    throw notThere(
      `${location} is not a directory that this user can read`,
      "check the path of the tree, and its permissions for the service's user",
    )
  const args = ['-C', location, 'rev-parse', '--is-shallow-repository', '--show-prefix', '--show-cdup']
  const result = await attemptGit({ action: `look at ${location}`, args, env: place.env })
  if (/not a git repository/.test(result.stderr))
    throw notThere(`${location} is not a git repository`, 'name a clone, one of its worktrees, or a bare repository')
  if (result.exitCode !== 0) throw gitFailure(`look at ${location}`, result.stderr)
  const [shallow, prefix = '', up = ''] = result.stdout.split('\n')
  if (prefix !== '') {
    const clone = resolve(await realpath(location), up)
    throw notThere(`${location} is a directory inside the clone ${clone}`, `name ${clone}`)
  }
  if (shallow === 'true') throw shallowError(location)
  const missing = await knownMissing(place)
  if (missing !== undefined && !(await hasObject(location, place.env, missing)))
    throw missingError(location, missing, await isPartial({ location, transport: 'file' }, place.env))
}
