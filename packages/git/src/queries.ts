import { access } from 'node:fs/promises'
import { InfrastructureError } from '@kbisect/exec'
import { simpleGit } from 'simple-git'
import { gitFailure } from './failure.ts'

export interface Answer {
  readonly stdout: string
  /** Warnings; a failure throws. */
  readonly stderr: string
}

/** Asks the mirror something; never for commands that write. */
export type Ask = (action: string, args: readonly string[]) => Promise<Answer>

// Counted while git says nothing: sorting a whole kernel history on a cold disk is silent for half a minute.
const SILENCE_MILLISECONDS = 600_000

/** @throws InfrastructureError `mirror-missing` before the first fetch. */
export async function requireMirror(directory: string): Promise<void> {
  await access(directory).catch((cause: unknown) => {
    throw new InfrastructureError('mirror-missing', `there is no mirror at ${directory}`, {
      cause,
      cure: 'fetch the tree first',
    })
  })
}

/**
 * The reading side of a mirror, through simple-git: bounded processes, a silence limit, its own guard over arguments and
 * environment. @throws (from the answer) InfrastructureError `mirror-missing` before the first fetch, or as git failed.
 */
export function openQueries(directory: string, env: Readonly<Record<string, string>>): Ask {
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', ...env, GIT_DIR: directory }
  return async (action, args) => {
    await requireMirror(directory)
    let stderr = ''
    const git = simpleGit({
      baseDir: directory,
      allowEnvironment: Object.keys(environment),
      timeout: { block: SILENCE_MILLISECONDS },
      errors(error, result) {
        stderr = Buffer.concat(result.stdErr).toString('utf8')
        return error
      },
    }).env(environment)
    try {
      return { stdout: await git.raw([...args]), stderr }
    } catch (error) {
      throw gitFailure(action, stderr || String(error))
    }
  }
}
