import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const IDENTITY = {
  GIT_AUTHOR_NAME: 'Ann Author',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_COMMITTER_NAME: 'Carl Committer',
  GIT_COMMITTER_EMAIL: 'carl@example.org',
}

/**
 * A repository of scripted commits, for tests. Commits are one minute apart, so that their order is
 * certain.
 */
export class SourceRepository {
  readonly directory: string
  #now = 1_600_000_000

  constructor(directory: string) {
    this.directory = directory
    mkdirSync(directory, { recursive: true })
    this.git('init', '-q', '-b', 'main')
  }

  git(...args: string[]): string {
    this.#now += 60
    const date = `${this.#now} +0000`
    const env = {
      PATH: '/usr/bin:/bin',
      HOME: this.directory,
      ...IDENTITY,
      GIT_AUTHOR_DATE: date,
      GIT_COMMITTER_DATE: date,
    }
    return execFileSync('git', args, {
      cwd: this.directory,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    }).trim()
  }

  /** Writes files and commits them; returns the hash. */
  commit(message: string, files: Readonly<Record<string, string>>): string {
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(this.directory, path)), { recursive: true })
      writeFileSync(join(this.directory, path), content)
    }
    this.git('add', '-A')
    this.git('commit', '-q', '--allow-empty', '-m', message)
    return this.git('rev-parse', 'HEAD')
  }

  /** Merges with a merge commit, also where git would fast-forward; returns its hash. */
  merge(other: string): string {
    this.git('merge', '-q', '--no-ff', '-m', `merge ${other}`, other)
    return this.git('rev-parse', 'HEAD')
  }
}
