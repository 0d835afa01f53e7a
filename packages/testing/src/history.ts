import { mkdirSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { run } from '@kbisect/exec'
import { type PlannedCommit, planCommits } from './toy-commits.ts'
import type { ToyPlan } from './toy-plan.ts'

export interface ToyHistory {
  /**
   * The repository, without a work tree. Branch `main` is the plan's last commit; each commit has a
   * tag of its name.
   */
  readonly directory: string
  /** The same as a `file://` URL. */
  readonly url: string
  /** Commit names to full hashes: the same plan gives the same hashes everywhere. */
  readonly commits: Readonly<Record<string, string>>
  /** Full hash of a commit. @throws Error when the plan has no such commit. */
  readonly hash: (name: string) => string
}

const FIRST_COMMIT_TIME = 1_600_000_000
const AUTHOR = 'Toy Developer <toy@example.org>'
// Neither the machine's git settings nor the caller's repository have a say in the hashes.
const GIT_ENVIRONMENT = { GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: '/dev/null', HOME: '/nonexistent', LC_ALL: 'C' }

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`

function fastImport(commits: readonly PlannedCommit[]): string {
  const marks = new Map(commits.map((commit, index) => [commit.name, index + 1]))
  const written = commits.map((commit, index) => {
    const [first, ...others] = commit.parents.map((parent) => `:${marks.get(parent)}`)
    const who = `${AUTHOR} ${FIRST_COMMIT_TIME + index * 3600} +0000`
    return [
      first ? '' : 'reset refs/heads/main\n',
      `commit refs/heads/main\nmark :${index + 1}\nauthor ${who}\ncommitter ${who}\n`,
      data(`${commit.message}\n`),
      first ? `from ${first}\n` : '',
      ...others.map((parent) => `merge ${parent}\n`),
      'deleteall\n',
      ...[...commit.files].map(([path, text]) => `M 100644 inline ${JSON.stringify(path)}\n${data(text)}`),
      `reset refs/tags/${commit.name}\nfrom :${index + 1}\n\n`,
    ].join('')
  })
  return `${written.join('')}done\n`
}

async function git(directory: string, args: readonly string[], input = ''): Promise<string> {
  const result = await run({ file: 'git', args: ['-C', directory, ...args], env: GIT_ENVIRONMENT }, { input })
  if (result.exitCode !== 0) throw new Error(`git ${args.join(' ')} failed in ${directory}: ${result.stderr.trim()}`)
  return result.stdout
}

/**
 * Writes the plan's commits into a new git repository in `directory`, which is made when missing.
 * Takes about 0.1 s.
 */
export async function createToyHistory(options: {
  readonly directory: string
  readonly plan: Pick<ToyPlan, 'commits'>
}): Promise<ToyHistory> {
  const { directory, plan } = options
  mkdirSync(directory, { recursive: true })
  await git(directory, ['init', '--quiet', '--bare', '--initial-branch=main', '.'])
  await git(directory, ['fast-import', '--quiet', '--done'], fastImport(planCommits(plan)))
  const tags = await git(directory, ['for-each-ref', '--format=%(refname:lstrip=2) %(objectname)', 'refs/tags'])
  const commits = Object.fromEntries(
    tags
      .trim()
      .split('\n')
      .map((line) => line.split(' ') as [string, string]),
  )
  const hash = (name: string): string => {
    const found = commits[name]
    if (!found) throw new Error(`the toy history has no commit ${name}`)
    return found
  }
  return { directory, url: pathToFileURL(directory).href, commits, hash }
}
