import { InfrastructureError, start } from '@kbisect/exec'
import { gitFailure, isTooLarge, tooLarge } from './failure.ts'
import type { GitCommand } from './git-plan.ts'
import { gitPlan } from './git-plan.ts'
import { askingSignal, readSlots } from './git-slots.ts'

const WARNINGS_BYTES = 1 << 16

export interface OutputOptions {
  /** Exit statuses that are no failure; 0 alone when absent. */
  readonly expected?: readonly number[]
  /** Text for git's standard input. */
  readonly input?: string
  /** Default: that of {@link askingFor}. */
  readonly signal?: AbortSignal | undefined
}

/**
 * The output of a git command that reads, chunk by chunk as it comes: for output too large to hold
 * in memory as a whole. To leave the loop stops git.
 * @param deadlineSeconds wall clock, also while the reader is slow
 * @throws InfrastructureError `git-timeout` at the deadline, `git-too-large` at a limit of
 * `limits.ts`, `git-busy`; as {@link gitFailure} for an exit status not in `expected`;
 * `signal.reason` when cancelled.
 */
export async function* gitOutput(
  command: GitCommand,
  deadlineSeconds: number,
  { expected = [0], input, signal = askingSignal() }: OutputOptions = {},
): AsyncGenerator<Buffer, void> {
  const give = await readSlots.take(signal)
  try {
    yield* readOutput(command, deadlineSeconds, { expected, ...(input === undefined ? {} : { input }), signal })
  } finally {
    give()
  }
}

async function* readOutput(
  command: GitCommand,
  deadlineSeconds: number,
  { expected, input, signal }: OutputOptions & { readonly expected: readonly number[] },
): AsyncGenerator<Buffer, void> {
  const git = start(gitPlan(command, 'read'), {
    rawOutput: true,
    deadlineSeconds,
    ...(input === undefined ? {} : { input }),
    ...(signal ? { signal } : {}),
  })
  let warnings = ''
  git.stderr.on('data', (chunk: Buffer) => {
    warnings = (warnings + chunk.toString('utf8')).slice(-WARNINGS_BYTES)
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
  if (result.ending === 'cancelled') signal?.throwIfAborted()
  if (result.ending === 'deadline') {
    throw new InfrastructureError('git-timeout', `gave up after ${deadlineSeconds} s: ${command.action}`, {
      hint: 'look at the load of this machine and its disk, then repeat',
    })
  }
  if (isTooLarge({ ...result, stderr: warnings })) throw tooLarge(command.action)
  if (result.ending !== 'exit' || !expected.includes(result.exitCode ?? -1))
    throw gitFailure(command.action, warnings || result.ending)
}

// More than any text is cut to later, so that no cut of ours decides what a text says.
const TEXT_BYTES = 2 << 20

/** Collects the bytes of one text as they come, and no more than a limit of them. */
class Piece {
  #chunks: Buffer[] = []
  #bytes = 0
  isEmpty = true

  add(bytes: Buffer): void {
    this.isEmpty &&= bytes.length === 0
    const room = bytes.subarray(0, TEXT_BYTES - this.#bytes)
    if (room.length > 0) this.#chunks.push(room)
    this.#bytes += room.length
  }

  take(): string {
    const text = Buffer.concat(this.#chunks).toString('utf8')
    this.#chunks = []
    this.#bytes = 0
    this.isEmpty = true
    return text
  }
}

/**
 * The NUL-terminated texts of a stream, in batches as they come, each cut to 2 MiB. Each is a
 * string of its own, so that none keeps a larger piece of the output in memory.
 */
export async function* readTexts(output: AsyncIterable<Buffer>): AsyncGenerator<string[], void> {
  const piece = new Piece()
  for await (const chunk of output) {
    const texts: string[] = []
    let from = 0
    for (let at = chunk.indexOf(0); at >= 0; at = chunk.indexOf(0, from)) {
      piece.add(chunk.subarray(from, at))
      texts.push(piece.take())
      from = at + 1
    }
    piece.add(chunk.subarray(from))
    yield texts
  }
  if (!piece.isEmpty) yield [piece.take()]
}
