import { existsSync, realpathSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CliError } from '../cli-error.ts'

const HAS_SCHEME = /^[a-z][a-z0-9+-]*:\/\//
const SCP_LIKE = /^[^/@]+@[^/:]+:/

const hasAll = (directory: string, names: readonly string[]): boolean =>
  names.every((name) => existsSync(join(directory, name)))

/** Over ssh a user is part of the address, and no secret; a password is one. */
function holdsSecret(url: string): boolean {
  const scheme = HAS_SCHEME.exec(url.toLowerCase())?.[0]
  if (scheme === undefined) return false
  const [authority = ''] = url.slice(scheme.length).split(/[/?#]/, 1)
  const user = authority.slice(0, Math.max(0, authority.lastIndexOf('@')))
  return scheme === 'ssh://' ? user.includes(':') : authority.includes('@')
}

/** A clone or one of its worktrees, or a bare repository. */
const isRepository = (directory: string): boolean =>
  hasAll(directory, ['.git']) || hasAll(directory, ['HEAD', 'objects', 'refs'])

/** The clone that a directory lies in, as git finds it; undefined when there is none. */
function cloneAround(path: string): string | undefined {
  let directory = realpathSync(path)
  while (!isRepository(directory)) {
    const parent = dirname(directory)
    if (parent === directory) return undefined
    directory = parent
  }
  return directory
}

/**
 * What `--repo` names, as the service can use it: a URL as it is, a path made absolute. A directory
 * inside a clone stands for the clone.
 * @param option what errors call it
 * @throws CliError when the path is not there, or nothing that git could fetch from; also for a URL
 * with a password or token, which is not shown
 */
export function repositoryUrl(repo: string, option = '--repo'): string {
  if (holdsSecret(repo))
    throw new CliError(`${option}: the URL holds a user or a password, which can be an access token`, {
      hint: 'leave it out of the URL, as other users of this machine see arguments; give it with --credentials-file',
    })
  if (HAS_SCHEME.test(repo) || SCP_LIKE.test(repo)) return repo
  const path = resolve(repo)
  if (!existsSync(path))
    throw new CliError(`${option}: there is no ${path}`, {
      hint: 'name a clone on this machine, or a URL such as https://…',
    })
  if (isRepository(path)) return path
  const clone = cloneAround(path)
  if (clone !== undefined) return clone
  throw new CliError(`${option}: ${path} is not in a git repository`, {
    hint: 'name a clone on this machine, or a URL such as https://…',
  })
}
