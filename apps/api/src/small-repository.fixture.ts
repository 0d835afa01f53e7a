import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { TestService } from './service.fixture.ts'

export interface SmallRepository {
  readonly git: (...args: string[]) => string
  readonly hash: (ref: string) => string
}

/**
 * The tree `small` of a service: a repository as {@link createSmallRepository} makes it, in its
 * directory `source`.
 */
export async function addSmallTree(service: TestService): Promise<SmallRepository> {
  const directory = join(service.directory, 'source')
  const repository = createSmallRepository(directory)
  await service.call('POST', '/trees', { name: 'small', url: directory })
  return repository
}

/**
 * A repository with a line of commits `c0` … `c5` on main, all tagged, and an unrelated branch
 * `island`.
 */
export function createSmallRepository(directory: string): SmallRepository {
  mkdirSync(directory, { recursive: true })
  const identity = ['-c', 'user.name=Ann Author', '-c', 'user.email=ann@example.org']
  const git = (...args: string[]): string =>
    execFileSync('git', [...identity, ...args], {
      cwd: directory,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  git('init', '-q', '-b', 'main')
  for (let number = 0; number <= 5; number++) {
    git('commit', '-q', '--allow-empty', '-m', `c${number}\n\nThe body of ${number}.`)
    git('tag', `c${number}`)
  }
  git('checkout', '-q', '--orphan', 'island')
  git('commit', '-q', '--allow-empty', '-m', 'far away')
  git('checkout', '-q', 'main')
  return { git, hash: (ref) => git('rev-parse', ref) }
}
