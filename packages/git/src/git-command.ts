import { type CommandResult, InfrastructureError, type RunOptions, run } from '@kbisect/exec'
import { gitFailure, isTooLarge, tooLarge } from './failure.ts'
import { type GitCommand, gitPlan } from './git-plan.ts'

// Generous: a first fetch of a kernel tree over a slow line takes most of an hour.
const DEADLINE_SECONDS = 2 * 3600

/**
 * Runs a git command that writes. Those go through exec and not through simple-git, because they
 * must die with us: a git that outlives its parent would go on changing files that the next process
 * believes to be its own.
 * @throws InfrastructureError unless git exited; `signal.reason` when cancelled.
 */
export async function attemptGit(command: GitCommand, options: RunOptions = {}): Promise<CommandResult> {
  options.signal?.throwIfAborted()
  const result = await run(gitPlan(command, 'write'), { deadlineSeconds: DEADLINE_SECONDS, ...options })
  if (result.ending === 'cancelled') options.signal?.throwIfAborted()
  if (result.ending === 'deadline') {
    throw new InfrastructureError(
      'git-timeout',
      `gave up after ${result.wallSeconds.toFixed(0)} s: ${command.action}`,
      {
        hint: 'look at the load of this machine and its network, then repeat',
      },
    )
  }
  if (isTooLarge(result)) throw tooLarge(command.action)
  if (result.ending !== 'exit') {
    throw new InfrastructureError('git-killed', `git was killed (${result.signal}): ${command.action}`, {
      hint: 'see whether this machine runs out of memory',
    })
  }
  return result
}

/** As {@link attemptGit}, and an exit status other than 0 is thrown too. */
export async function runGit(command: GitCommand, options: RunOptions = {}): Promise<CommandResult> {
  const result = await attemptGit(command, options)
  if (result.exitCode !== 0) throw gitFailure(command.action, result.stderr || result.stdout)
  return result
}
