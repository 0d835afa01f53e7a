import { access } from 'node:fs/promises'
import { InfrastructureError } from '@kbisect/exec'
import { simpleGit } from 'simple-git'
import { gitFailure, isTooLarge, tooLarge } from './failure.ts'
import { askingSignal, readSlots } from './git-slots.ts'
import { limitedGit } from './limited-git.ts'
import { isOwn } from './mirror-owner.ts'
import type { MirrorPlace } from './mirror-place.ts'

export interface Answer {
  readonly stdout: string
  /** Warnings; a failure throws. */
  readonly stderr: string
}

/** Asks the mirror something; never for commands that write. */
export type Ask = (action: string, args: readonly string[]) => Promise<Answer>

// Counted while git says nothing: sorting a whole kernel history on a cold disk is silent for half
// a minute.
const SILENCE_MILLISECONDS = 600_000

/** @throws InfrastructureError `mirror-missing` before the first fetch. */
export async function requireMirror(place: Pick<MirrorPlace, 'directory' | 'owner'>): Promise<void> {
  if (await hasMirror(place)) return
  const problem = `there is no mirror of this tree at ${place.directory}`
  throw new InfrastructureError('mirror-missing', problem, { hint: 'fetch the tree first' })
}

/** Whether the mirror of the tree is there; that of a deleted tree with the same name is not. */
export async function hasMirror(place: Pick<MirrorPlace, 'directory' | 'owner'>): Promise<boolean> {
  const there = await access(place.directory).then(
    () => true,
    () => false,
  )
  return there && (await isOwn(place))
}

/**
 * The reading side of a mirror, through simple-git: bounded processes, a silence limit, its own
 * guard over arguments and environment. @throws (from the answer) InfrastructureError
 * `mirror-missing` before the first fetch, `git-too-large` at a limit of `limits.ts`, or as git
 * failed.
 */
export function openQueries(place: MirrorPlace): Ask {
  const { directory, env, limits } = place
  const { binary, settings, ...limited } = limitedGit(limits)
  const environment = { PATH: '/usr/local/bin:/usr/bin:/bin', ...env, ...limited.env, GIT_DIR: directory }
  return async (action, args) => {
    await requireMirror(place)
    const signal = askingSignal()
    const give = await readSlots.take(signal)
    let stderr = ''
    let exitCode: number | undefined
    const git = simpleGit({
      binary,
      // Only for the path of the script, which is ours and may hold any character.
      unsafe: { allowUnsafeCustomBinary: true },
      ...(signal ? { abort: signal } : {}),
      baseDir: directory,
      allowEnvironment: Object.keys(environment),
      timeout: { block: SILENCE_MILLISECONDS },
      errors(error, result) {
        stderr = Buffer.concat(result.stdErr).toString('utf8')
        exitCode = result.exitCode
        return error
      },
    }).env(environment)
    try {
      return { stdout: await git.raw([...settings, ...args]), stderr }
    } catch (error) {
      signal?.throwIfAborted()
      if (isTooLarge({ exitCode, signal: undefined, stderr })) throw tooLarge(action)
      throw gitFailure(action, stderr || String(error))
    } finally {
      give()
    }
  }
}
