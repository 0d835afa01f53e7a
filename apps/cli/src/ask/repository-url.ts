import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError } from '../cli-error.ts'

const HAS_SCHEME = /^[a-z][a-z0-9+-]*:\/\//
const SCP_LIKE = /^[^/@]+@[^/:]+:/

/**
 * What `--repo` names, as the service can use it: a URL as it is, a path made absolute.
 * @throws CliError when the path is not there
 */
export function repositoryUrl(repo: string): string {
  if (HAS_SCHEME.test(repo) || SCP_LIKE.test(repo)) return repo
  const path = resolve(repo)
  if (existsSync(path)) return path
  throw new CliError(`--repo: there is no ${path}`, {
    cure: 'name a clone on this machine, or a URL such as https://…',
  })
}
