import type { Readable, Writable } from 'node:stream'
import { execa } from 'execa'
import { cgroupPlace, makeTaskCgroup, type TaskCgroup } from './cgroup.ts'
import type { CgroupPlace } from './cgroup-place.ts'
import type { CommandPlan, CommandResult, Ending, Sandbox } from './command.ts'
import { describeCommand } from './command.ts'
import { InfrastructureError } from './infrastructure-error.ts'
import { NOT_PREPARED } from './launch-script.ts'
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

const MEMORY_LOOK_MILLISECONDS = 500

function killTree(pid: number): void {
  // Children first found, then killed: one that forks meanwhile belongs to the group and dies with
  // it.
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
 * Half a task is of no use, and takes long to die when the kernel ends one process after the other.
 */
function endWhole(cgroup: TaskCgroup, end: () => void): NodeJS.Timeout {
  return setInterval(() => {
    if (cgroup.exceeded() === 'memory') end()
  }, MEMORY_LOOK_MILLISECONDS)
}

// Without a group the limits are those of each process.
function ownCgroup(place: CgroupPlace | undefined, { limits }: Sandbox): TaskCgroup | undefined {
  try {
    return place && makeTaskCgroup(place, limits)
  } catch {
    return undefined
  }
}

/**
 * Starts a command. Its children never outlive ours: the sandbox or `setpriv` kills them when this
 * process dies.
 * @throws InfrastructureError `program-missing` (from `result`) when the program is not there.
 */
export function start(plan: CommandPlan, options: RunOptions = {}): RunningCommand {
  return startIn(cgroupPlace, plan, options)
}

/**
 * Starts a command, with a cgroup of its own in this place if it has a sandbox. See {@link start}.
 */
export function startIn(
  place: () => CgroupPlace | undefined,
  plan: CommandPlan,
  options: RunOptions = {},
): RunningCommand {
  const cgroup = plan.sandbox && options.sandboxMode !== 'none' ? ownCgroup(place(), plan.sandbox) : undefined
  const wrapped = withSandbox(plan, options.sandboxMode ?? 'bwrap', cgroup)
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
    stdio: [
      options.input === undefined ? 'ignore' : 'pipe',
      'pipe',
      'pipe',
      ...(wrapped.filter ? ([wrapped.filter] as const) : []),
    ],
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
  // What a program leaves behind would hold its streams open, and us with them. The sandbox takes
  // it along by itself.
  child.once('exit', () => killGroup(pid))
  if (options.input !== undefined && options.input !== 'pipe') child.stdin?.end(options.input)
  const timer =
    options.deadlineSeconds === undefined
      ? undefined
      : setTimeout(() => end('deadline'), options.deadlineSeconds * 1000)
  const outOfMemory = cgroup && !cgroup.endsWhole ? endWhole(cgroup, () => end('signal')) : undefined
  const cancel = () => end('cancelled')
  if (options.signal?.aborted) cancel()
  else options.signal?.addEventListener('abort', cancel, { once: true })

  const result = child.then((raw): CommandResult => {
    clearTimeout(timer)
    clearInterval(outOfMemory)
    options.signal?.removeEventListener('abort', cancel)
    const exceeded = cgroup?.exceeded()
    cgroup?.remove()
    const stderr = tails.stderr.toString()
    const wallSeconds = (performance.now() - began) / 1000
    if (plan.sandbox && raw.exitCode === NOT_PREPARED.exitCode && stderr.trimEnd().endsWith(NOT_PREPARED.words)) {
      throw new InfrastructureError('sandbox-failed', `cannot start ${describeCommand(plan)}: ${stderr.trim()}`)
    }
    const absent = missingFile(plan, raw.exitCode, stderr)
    if (absent !== undefined) {
      throw new InfrastructureError('file-missing', `cannot start ${describeCommand(plan)}: there is no ${absent}`, {
        hint: 'see whether it was removed while the command was started; it is looked for again on the next try',
      })
    }
    const missing = raw.code === 'ENOENT' ? wrapped.file : notStarted(plan, wrapped, raw.exitCode, stderr)
    if (missing !== undefined) {
      throw new InfrastructureError(
        'program-missing',
        `cannot start ${describeCommand(plan)}: ${stderr.trim() || raw.code}`,
        { hint: `install ${missing}, or see what is missing with \`kbisect doctor\`` },
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
      ...(exceeded === undefined ? {} : { exceeded }),
    }
  })
  return { pid, stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, result, kill: () => end('cancelled') }
}

/**
 * A file or directory that the command was to see and that is not there: says nothing of its
 * program.
 */
function missingFile(plan: CommandPlan, exitCode: number | undefined, stderr: string): string | undefined {
  if (!plan.sandbox || exitCode !== 1) return undefined
  return /^bwrap: Can't find source path (.*): No such file or directory$/.exec(stderr.split('\n')[0] ?? '')?.[1]
}

/**
 * The program that could not be started, where none of the command's own has run: each wrapper says
 * so as the first thing that is printed, in its own words and with its own exit code.
 */
function notStarted(
  plan: CommandPlan,
  wrapped: CommandPlan,
  exitCode: number | undefined,
  stderr: string,
): string | undefined {
  if (/^(?:setpriv|prlimit): failed to execute/.test(stderr) && exitCode === 127) return plan.file
  if (wrapped.file === 'setpriv' && !plan.sandbox) return undefined
  if (/^\S+: \d+: exec: bwrap: not found/.test(stderr) && exitCode === 127) return 'bwrap'
  return stderr.startsWith('bwrap: ') && exitCode === 1 ? plan.file : undefined
}

/** Runs a command to its end. See {@link start}. */
export async function run(plan: CommandPlan, options: RunOptions = {}): Promise<CommandResult> {
  return await start(plan, options).result
}
