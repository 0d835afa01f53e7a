import type { GraphCommit } from '@kbisect/bisect'
import { type CommandResult, InfrastructureError, start } from '@kbisect/exec'

/** A range of a git repository. */
export interface HistoryPlace {
  readonly repository: string
  readonly good: string
  readonly bad: string
}

/** The settings of the machine have no say in what git does. */
export const GIT_ENVIRONMENT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  // A history can belong to another user: nothing of it is run.
  GIT_CONFIG_COUNT: '1',
  GIT_CONFIG_KEY_0: 'safe.directory',
  GIT_CONFIG_VALUE_0: '*',
  LC_ALL: 'C',
  HOME: '/nonexistent',
}

/**
 * The commits of `bad` that `good` does not have, parents first; hashes alone are read.
 * @throws InfrastructureError `history-unreadable`
 */
export async function readHistory({ repository, good, bad }: HistoryPlace): Promise<GraphCommit[]> {
  const [goodHash, badHash] = [await resolve(repository, good), await resolve(repository, bad)]
  const lines: string[] = []
  const args = ['rev-list', '--parents', '--topo-order', '--reverse', badHash, `^${goodHash}`]
  const { result } = git(repository, args, (line) => lines.push(line))
  requireSuccess(await result, `cannot list ${good}..${bad} of ${repository}`)
  if (lines.length < 2) {
    throw new InfrastructureError(
      'history-unreadable',
      `${good}..${bad} of ${repository} has ${lines.length} commits`,
      {
        hint: 'name a good revision that comes before the bad one by at least two commits',
      },
    )
  }
  return lines.map((line) => {
    const [id = '', ...parents] = line.split(' ')
    return { id, parents }
  })
}

async function resolve(repository: string, revision: string): Promise<string> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]
  const result = await git(repository, args).result
  requireSuccess(result, `${repository} has no commit ${revision}`)
  return result.stdout.trim()
}

function git(repository: string, args: readonly string[], onLine?: (line: string) => void) {
  let rest = ''
  return start(
    { file: 'git', args: ['-C', repository, ...args], env: GIT_ENVIRONMENT },
    {
      deadlineSeconds: 600,
      onOutput: (chunk, stream) => {
        if (!onLine || stream !== 'stdout') return
        const lines = (rest + chunk.toString('latin1')).split('\n')
        rest = lines.pop() ?? ''
        for (const line of lines) onLine(line)
      },
    },
  )
}

function requireSuccess({ exitCode, ending, stderr }: CommandResult, what: string): void {
  if (exitCode === 0) return
  throw new InfrastructureError('history-unreadable', `${what}: ${stderr.trim() || ending}`, {
    hint: 'name a local git repository that is complete, and two revisions that it has',
  })
}
