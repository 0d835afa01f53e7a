import type { Readable, Writable } from 'node:stream'
import { execa } from 'execa'
import type { CommandPlan, CommandResult, Ending } from './command.ts'
import { describeCommand } from './command.ts'
import { InfrastructureError } from './infrastructure-error.ts'
import { treePids } from './process-tree.ts'
import { type SandboxMode, withSandbox } from './sandbox.ts'

export interface RunOptions {
  /** Wall-clock seconds after which the whole process tree is killed. */
  readonly deadlineSeconds?: number
  /** Cancels the command; its whole process tree is killed. */
  readonly signal?: AbortSignal
  /** How much of the end of each stream is kept in the result, in bytes. */
  readonly captureBytes?: number
  /** Sees each chunk of output as it comes. */
  readonly onOutput?: (chunk: Buffer, stream: 'stdout' | 'stderr') => void
  /** Text for standard input; `pipe` leaves it open for the caller. Default: nothing to read. */
  readonly input?: string | 'pipe'
  readonly sandboxMode?: SandboxMode
  /** The streams are left to the caller and nothing is captured, for output too large or binary. */
  readonly rawOutput?: boolean
}

export interface RunningCommand {
  readonly pid: number
  readonly stdin: Writable | null
  readonly stdout: Readable
  readonly stderr: Readable
  /** Never rejects for what the child did: read `ending`. */
  readonly result: Promise<CommandResult>
  /** Kills the whole process tree now. */
  kill(): void
}

class Tail {
  #chunks: Buffer[] = []
  #bytes = 0
  readonly #limit: number

  constructor(limit: number) {
    this.#limit = limit
  }

  push(chunk: Buffer): void {
    this.#chunks.push(chunk)
    this.#bytes += chunk.length
    while (this.#chunks.length > 1 && this.#bytes - (this.#chunks[0]?.length ?? 0) >= this.#limit) {
      this.#bytes -= this.#chunks.shift()?.length ?? 0
    }
  }

  toString(): string {
    return Buffer.concat(this.#chunks).subarray(-this.#limit).toString('utf8')
  }
}

function killTree(pid: number): void {
  // Children first found, then killed: one that forks meanwhile belongs to the group and dies with it.
  const pids = treePids(pid)
  killGroup(pid)
  for (const target of pids) kill(target)
}

function killGroup(leader: number): void {
  if (leader > 0) kill(-leader)
}

function kill(target: number): void {
  try {
    process.kill(target, 'SIGKILL')
  } catch {
    // already gone
  }
}

/**
 * Starts a command. Its children never outlive ours: the sandbox or `setpriv` kills them when this process dies.
 * @throws InfrastructureError `program-missing` (from `result`) when the program is not there.
 */
export function start(plan: CommandPlan, options: RunOptions = {}): RunningCommand {
  const wrapped = withSandbox(plan, options.sandboxMode ?? 'bwrap')
  const began = performance.now()
  const child = execa(wrapped.file, wrapped.args, {
    ...(wrapped.cwd ? { cwd: wrapped.cwd } : {}),
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...wrapped.env },
    extendEnv: false,
    detached: true,
    cleanup: false,
    reject: false,
    buffer: false,
    encoding: 'buffer',
    stdin: options.input === undefined ? 'ignore' : 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let ending: Ending | undefined
  const pid = child.pid ?? -1
  const end = (why: Ending) => {
    ending ??= why
    if (pid > 0) killTree(pid)
  }
  const tails = { stdout: new Tail(options.captureBytes ?? 1 << 16), stderr: new Tail(options.captureBytes ?? 1 << 16) }
  if (!options.rawOutput) {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk: Buffer) => {
        tails[name].push(chunk)
        options.onOutput?.(chunk, name)
      })
    }
  }
  // What a program leaves behind would hold its streams open, and us with them. The sandbox takes it along by itself.
  child.once('exit', () => killGroup(pid))
  if (options.input !== undefined && options.input !== 'pipe') child.stdin?.end(options.input)
  const timer =
    options.deadlineSeconds === undefined
      ? undefined
      : setTimeout(() => end('deadline'), options.deadlineSeconds * 1000)
  const cancel = () => end('cancelled')
  if (options.signal?.aborted) cancel()
  else options.signal?.addEventListener('abort', cancel, { once: true })

  const result = child.then((raw): CommandResult => {
    clearTimeout(timer)
    options.signal?.removeEventListener('abort', cancel)
    const stderr = tails.stderr.toString()
    const wallSeconds = (performance.now() - began) / 1000
    const absent = missingFile(wrapped.file, raw.exitCode, stderr)
    if (absent !== undefined) {
      throw new InfrastructureError('file-missing', `cannot start ${describeCommand(plan)}: there is no ${absent}`, {
        cure: 'see whether it was removed while the command was started; it is looked for again on the next try',
      })
    }
    if (raw.code === 'ENOENT' || startFailed(wrapped.file, raw.exitCode, stderr)) {
      throw new InfrastructureError(
        'program-missing',
        `cannot start ${describeCommand(plan)}: ${stderr.trim() || raw.code}`,
        {
          cure: `install ${raw.code === 'ENOENT' ? wrapped.file : plan.file}, or see what is missing with \`kbisect doctor\``,
        },
      )
    }
    const died = raw.signal !== undefined
    return {
      ending: ending ?? (died ? 'signal' : 'exit'),
      exitCode: raw.exitCode,
      signal: raw.signal,
      stdout: tails.stdout.toString(),
      stderr,
      wallSeconds,
    }
  })
  return { pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, result, kill: () => end('cancelled') }
}

/** A file or directory that the command was to see and that is not there: says nothing of its program. */
function missingFile(wrapper: string, exitCode: number | undefined, stderr: string): string | undefined {
  if (wrapper !== 'bwrap' || exitCode !== 1) return undefined
  return /^bwrap: Can't find source path (.*): No such file or directory$/m.exec(stderr)?.[1]
}

// The wrappers report a program that they cannot start in their own words and with their own exit codes.
function startFailed(wrapper: string, exitCode: number | undefined, stderr: string): boolean {
  if (wrapper === 'setpriv') return exitCode === 127 && stderr.includes('setpriv: failed to execute')
  return wrapper === 'bwrap' && exitCode === 1 && /^bwrap: /m.test(stderr)
}

/** Runs a command to its end. See {@link start}. */
export async function run(plan: CommandPlan, options: RunOptions = {}): Promise<CommandResult> {
  return await start(plan, options).result
}
