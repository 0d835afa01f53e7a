import { InfrastructureError, start } from '@kbisect/exec'
import { gitFailure } from './failure.ts'
import type { GitCommand } from './git-command.ts'

const COMPLAINTS_BYTES = 1 << 16

/**
 * The output of a git command that reads, chunk by chunk as it comes: for output too large to hold in memory as a whole. To leave
 * the loop stops git.
 * @param deadlineSeconds wall clock, also while the reader is slow
 * @throws InfrastructureError `git-timeout` at the deadline; as {@link gitFailure} for an exit status not in `expected`.
 */
export async function* gitOutput(
  command: GitCommand,
  deadlineSeconds: number,
  expected: readonly number[] = [0],
): AsyncGenerator<Buffer, void> {
  const { args, env, cwd } = command
  const git = start({ file: 'git', args, env, ...(cwd ? { cwd } : {}) }, { rawOutput: true, deadlineSeconds })
  let complaints = ''
  git.stderr.on('data', (chunk: Buffer) => {
    complaints = (complaints + chunk.toString('utf8')).slice(-COMPLAINTS_BYTES)
  })
  let ended = false
  try {
    yield* git.stdout as AsyncIterable<Buffer>
    ended = true
  } finally {
    if (!ended) {
      git.kill()
      await git.result
    }
  }
  const result = await git.result
  if (result.ending === 'deadline') {
    throw new InfrastructureError('git-timeout', `gave up after ${deadlineSeconds} s: ${command.action}`, {
      cure: 'look at the load of this machine and its disk, then repeat',
    })
  }
  if (result.ending !== 'exit' || !expected.includes(result.exitCode ?? -1))
    throw gitFailure(command.action, complaints || result.ending)
}

/**
 * The NUL-terminated texts of a stream, in batches as they come. Each is a string of its own, so that none keeps a larger
 * piece of the output in memory.
 */
export async function* readTexts(output: AsyncIterable<Buffer>): AsyncGenerator<string[], void> {
  let rest: Buffer[] = []
  for await (const chunk of output) {
    const texts: string[] = []
    let from = 0
    for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, from)) {
      const piece = chunk.subarray(from, at)
      texts.push((rest.length === 0 ? piece : Buffer.concat([...rest, piece])).toString('utf8'))
      rest = []
      from = at + 1
    }
    if (from < chunk.length) rest.push(chunk.subarray(from))
    yield texts
  }
  if (rest.length > 0) yield [Buffer.concat(rest).toString('utf8')]
}
