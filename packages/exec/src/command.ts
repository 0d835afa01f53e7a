import type { Exceeded } from './cgroup.ts'
import type { TaskLimits } from './task-limits.ts'

/**
 * What a sandboxed child may see. Everything else of the file system but the system's programs is
 * hidden.
 */
export interface Sandbox {
  readonly readOnly: readonly string[]
  /**
   * Belong to the sandbox's account from then on, with all that is in them, where the service is
   * root.
   */
  readonly readWrite: readonly string[]
  /** Host devices to pass in, e.g. `/dev/kvm`. */
  readonly devices?: readonly string[]
  /** Bytes of the private /tmp. */
  readonly tmpBytes?: number
  /** Bytes of a private /var/tmp. Default: there is none. */
  readonly varTmpBytes?: number
  readonly limits?: TaskLimits
}

/** An exact command line as a value: it is logged and stored before it is run. */
export interface CommandPlan {
  readonly file: string
  readonly args: readonly string[]
  readonly cwd?: string
  /** The whole environment of the child; nothing is inherited but `PATH` when it is absent here. */
  readonly env?: Readonly<Record<string, string>>
  readonly sandbox?: Sandbox
}

/**
 * Why a command ended. `signal` means that somebody else killed it (for example the out-of-memory
 * killer).
 */
export type Ending = 'exit' | 'signal' | 'deadline' | 'cancelled'

export interface CommandResult {
  readonly ending: Ending
  /** Set when `ending` is `exit`. */
  readonly exitCode: number | undefined
  /** Set when the process died of a signal, ours or another's. */
  readonly signal: string | undefined
  /** The last `captureBytes` of each stream. */
  readonly stdout: string
  readonly stderr: string
  readonly wallSeconds: number
  /**
   * A limit of its sandbox that it ran into, whether or not that is why it ended. Known only where
   * there are cgroups.
   */
  readonly exceeded?: Exceeded
}

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/

const quote = (word: string): string => (PLAIN.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)

/** The command as a line that a person can paste into a POSIX shell. */
export function describeCommand(plan: Pick<CommandPlan, 'file' | 'args' | 'env'>): string {
  const settings = Object.entries(plan.env ?? {}).map(([name, value]) => `${name}=${quote(value)}`)
  return [...settings, quote(plan.file), ...plan.args.map(quote)].join(' ')
}
