import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'

/** A repository with a line of commits `c0` … `c5` on main, all tagged, and an unrelated branch `island`. */
export function createSmallRepository(directory: string): {
  git: (...args: string[]) => string
  hash: (ref: string) => string
} {
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
