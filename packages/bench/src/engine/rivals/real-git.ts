import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CommitGraph } from '@kbisect/bisect'
import { type CommandResult, InfrastructureError, run } from '@kbisect/exec'
import { GIT_ENVIRONMENT } from '../graphs/git-history.ts'
import type { GitAnswer, GitEnd } from './git-bisect.ts'

const STATUS: Readonly<Record<GitAnswer, number>> = { good: 0, bad: 1, skip: 125 }

// It looks the answer up and writes down that it was asked.
const TEST_PROGRAM = `id=$(git rev-parse --verify BISECT_HEAD) || exit 255
echo "$id" >> "$KBISECT_LOG"
line=$(grep "^$id " "$KBISECT_TABLE") || exit 255
exit "\${line#* }"
`

const MARK_OF_GOOD = 1

/**
 * A git repository with the shape of a graph: empty commits above one good commit, dates in
 * topological order.
 */
export class RealGit {
  /** The same history under the ids that git gave. */
  readonly graph: CommitGraph
  readonly #directory: string
  readonly #good: string

  private constructor(directory: string, graph: CommitGraph, good: string) {
    this.#directory = directory
    this.graph = graph
    this.#good = good
  }

  /** @param parent an existing directory; the repository is made below it */
  static async create(shape: CommitGraph, parent: string): Promise<RealGit> {
    const directory = await mkdtemp(join(parent, 'git-'))
    await git(directory, ['init', '--quiet', '--bare', '--initial-branch=history', 'repository'])
    const repository = join(directory, 'repository')
    const marks = join(directory, 'marks')
    await git(repository, ['fast-import', '--quiet', `--export-marks=${marks}`], { input: importStream(shape) })
    const ids = new Map<number, string>()
    for (const line of (await readFile(marks, 'utf8')).trimEnd().split('\n')) {
      const [mark = '', id = ''] = line.split(' ')
      ids.set(Number(mark.slice(1)), id)
    }
    const idOf = (at: number) => ids.get(markOf(at)) ?? ''
    const graph = new CommitGraph(
      shape.ids.map((_, at) => ({ id: idOf(at), parents: shape.parentsOf(at).map((parent) => idOf(parent)) })),
    )
    return new RealGit(directory, graph, ids.get(MARK_OF_GOOD) ?? '')
  }

  /**
   * `git bisect start` and `git bisect run` with a program that answers as `test` does, which is
   * asked about every commit.
   */
  async bisect(test: (at: number) => GitAnswer): Promise<GitEnd> {
    const work = await mkdtemp(join(this.#directory, 'run-'))
    const at = (name: string) => join(work, name)
    await writeFile(at('table'), this.graph.ids.map((id, at) => `${id} ${STATUS[test(at)]}\n`).join(''))
    await writeFile(at('log'), '')
    await writeFile(at('test.sh'), TEST_PROGRAM)
    const repository = join(this.#directory, 'repository')
    const tip = this.graph.ids.at(-1) ?? ''
    const env = { KBISECT_LOG: at('log'), KBISECT_TABLE: at('table') }
    await git(repository, ['bisect', 'start', '--no-checkout', tip, this.#good], { env })
    const { stdout } = await git(repository, ['bisect', 'run', 'sh', at('test.sh')], { env, fine: [0, 2] })
    await git(repository, ['bisect', 'reset'])
    const tested = (await readFile(at('log'), 'utf8')).split('\n').filter((line) => line !== '')
    await rm(work, { recursive: true })
    return { ...this.#readAnswer(stdout), tested: tested.map((id) => this.graph.indexOf(id) ?? -1) }
  }

  async remove(): Promise<void> {
    await rm(this.#directory, { recursive: true, force: true })
  }

  #readAnswer(stdout: string): Omit<GitEnd, 'tested'> {
    const found = /^([0-9a-f]{40}) is the first bad commit$/m.exec(stdout)?.[1]
    if (found) return { culprit: this.graph.indexOf(found), range: [] }
    const [, list] = stdout.split('could be any of:\n')
    if (list === undefined) throw unusable('git bisect run', `it said neither a commit nor a range: ${stdout}`)
    const range = list.split('\n').flatMap((line) => this.graph.indexOf(line.trim()) ?? [])
    return { culprit: undefined, range: range.sort((a, b) => a - b) }
  }
}

const markOf = (at: number): number => at + MARK_OF_GOOD + 1

function importStream(shape: CommitGraph): string {
  const commit = (mark: number, parents: readonly number[]): string => {
    const [from, ...merged] = parents.map((parent) => `:${parent}`)
    return [
      // Without it a commit with no parent would go on where the branch is.
      'reset refs/heads/history',
      '',
      'commit refs/heads/history',
      `mark :${mark}`,
      `committer A <a@localhost> ${1_000_000_000 + mark} +0000`,
      'data 0',
      ...(from === undefined ? [] : [`from ${from}`]),
      ...merged.map((parent) => `merge ${parent}`),
      '',
    ].join('\n')
  }
  const commits = shape.ids.map((_, at) => {
    const parents = shape.parentsOf(at)
    return commit(markOf(at), parents.length === 0 ? [MARK_OF_GOOD] : parents.map(markOf))
  })
  return [commit(MARK_OF_GOOD, []), ...commits, 'done', ''].join('\n')
}

interface GitOptions {
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
  readonly fine?: readonly number[]
}

async function git(cwd: string, args: readonly string[], options: GitOptions = {}): Promise<CommandResult> {
  const { input, env = {}, fine = [0] } = options
  const result = await run(
    { file: 'git', args, cwd, env: { ...GIT_ENVIRONMENT, ...env } },
    { deadlineSeconds: 300, captureBytes: 1 << 20, ...(input === undefined ? {} : { input }) },
  )
  if (result.exitCode === undefined || !fine.includes(result.exitCode))
    throw unusable(`git ${args[0]}`, result.stderr.trim() || result.stdout.trim() || result.ending)
  return result
}

const unusable = (what: string, why: string): InfrastructureError =>
  new InfrastructureError('git-unusable', `${what} failed: ${why}`, { hint: 'see that git 2.35 or newer is installed' })
