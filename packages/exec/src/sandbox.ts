import { statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { TaskCgroup } from './cgroup.ts'
import type { CommandPlan, Sandbox } from './command.ts'
import { grantReading, notYetOwned } from './grant-access.ts'
import { InfrastructureError } from './infrastructure-error.ts'
import { launchCommand } from './launch-script.ts'
import { type SandboxAccount, sandboxAccount } from './sandbox-account.ts'
import { systemCallFilter } from './seccomp-filter.ts'
import { completeLimits } from './task-limits.ts'
import { systemArguments } from './visible-paths.ts'

/**
 * `bwrap`: children run in bubblewrap. `none`: the operator switched the sandbox off, and reports
 * say so.
 */
export type SandboxMode = 'bwrap' | 'none'

const NO_ACCOUNT =
  'this process is root of the host, in a user namespace without any other id to run code under test as'
const NO_ACCOUNT_HINT = 'run the service as an ordinary user, or as root outside of that namespace'

const TMP_BYTES = 1 << 30
const SHARED_MEMORY_BYTES = 64 << 20

/** A command with all that stands before it. */
export interface WrappedCommand extends CommandPlan {
  /** What its descriptor 3 is to read: the filter of system calls. */
  readonly filter?: Buffer
}

const FILTER_DESCRIPTOR = 3

/**
 * Wraps a plan so that it runs in bubblewrap: no network, an empty home, only the named paths, the
 * system calls that builds and QEMU need, never as uid 0 of the host, and every process of it dies
 * with ours. Without a sandbox, or in mode `none`, the child is still bound to our life by
 * `setpriv --pdeathsig`.
 * @param cgroup what the command enters; without it each of its processes has limits of its own
 */
export function withSandbox(plan: CommandPlan, mode: SandboxMode, cgroup?: TaskCgroup): WrappedCommand {
  const { sandbox, ...bare } = plan
  if (!sandbox || mode === 'none') {
    return { ...bare, file: 'setpriv', args: ['--pdeathsig', 'KILL', '--', plan.file, ...plan.args] }
  }
  const account = sandboxAccount()
  if (account === 'none') throw new InfrastructureError('sandbox-missing', NO_ACCOUNT, { hint: NO_ACCOUNT_HINT })
  if (account !== 'self') for (const path of sandbox.readOnly) grantReading(path, account)
  const filter = systemCallFilter()
  const command = [
    ...['bwrap', ...identityArguments(account), '--die-with-parent', '--new-session'],
    ...(filter ? ['--seccomp', String(FILTER_DESCRIPTOR)] : []),
    ...['--hostname', 'kbisect', '--clearenv', ...environmentArguments(plan)],
    ...fileSystemArguments(sandbox),
    ...(plan.cwd ? ['--chdir', plan.cwd] : []),
    ...['--', ...becoming(account, sandbox), ...(cgroup ? [] : limiting(sandbox)), plan.file, ...plan.args],
  ]
  const owned = account === 'self' ? [] : sandbox.readWrite.flatMap((path) => notYetOwned(path, account))
  const owner = account === 'self' ? undefined : { ids: `${account.uid}:${account.gid}`, paths: owned }
  const launch = launchCommand(command, { entrances: cgroup?.entrances ?? [], ...(owner ? { owner } : {}) })
  return { ...launch, ...(filter ? { filter } : {}) }
}

function identityArguments(account: SandboxAccount | 'self'): string[] {
  const apart = ['--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try']
  if (account === 'self') return [...apart, '--unshare-user', '--disable-userns', '--cap-drop', 'ALL']
  // As root bubblewrap needs no user namespace. What is left to it is what `setpriv` needs to
  // become the account.
  const kept = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name])
  return [...apart, '--cap-drop', 'ALL', ...kept]
}

function environmentArguments({ env }: CommandPlan): string[] {
  const environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/tmp', LC_ALL: 'C.UTF-8', ...env }
  return Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value])
}

const memory = (path: string, bytes: number): string[] => ['--perms', '1777', '--size', String(bytes), '--tmpfs', path]

function fileSystemArguments({
  readOnly,
  readWrite,
  devices = [],
  tmpBytes = TMP_BYTES,
  varTmpBytes,
}: Sandbox): string[] {
  return [
    // Bubblewrap would make the directories above a closed one closed as well.
    ...['--dir', '/usr', '--dir', '/etc', '--dir', '/etc/ssl', ...systemArguments()],
    ...['--proc', '/proc', '--dev', '/dev', ...memory('/dev/shm', SHARED_MEMORY_BYTES), ...memory('/tmp', tmpBytes)],
    ...(varTmpBytes === undefined ? [] : memory('/var/tmp', varTmpBytes)),
    ...devices.flatMap((path) => ['--dev-bind-try', path, path]),
    ...[...new Set([...readOnly, ...readWrite].flatMap(above))].flatMap((path) => ['--dir', path]),
    ...readOnly.flatMap((path) => ['--ro-bind', path, path]),
    ...readWrite.flatMap((path) => ['--bind', path, path]),
    // Both lie in memory without a limit of their own.
    ...['--remount-ro', '/dev', '--remount-ro', '/'],
  ]
}

/** The directories above a path, the highest first. */
function above(path: string): string[] {
  const parent = dirname(path)
  return parent === '/' ? [] : [...above(parent), parent]
}

/** What stands before the program to run it as the account. */
function becoming(account: SandboxAccount | 'self', { devices = [] }: Sandbox): string[] {
  if (account === 'self') return []
  const groups = devices.flatMap(deviceGroup)
  return [
    ...['setpriv', '--reuid', String(account.uid), '--regid', String(account.gid)],
    ...(groups.length > 0 ? ['--groups', groups.join(',')] : ['--clear-groups']),
    ...['--bounding-set=-all', '--inh-caps=-all', '--ambient-caps=-all', '--no-new-privs', '--'],
  ]
}

/** The group through which a device can be used, such as `kvm`. */
function deviceGroup(path: string): number[] {
  const found = statSync(path, { throwIfNoEntry: false })
  return found && found.gid !== 0 && (found.mode & 0o060) === 0o060 ? [found.gid] : []
}

/**
 * The limits that there are without a cgroup. In a user namespace only the sandbox's own processes
 * are counted.
 */
function limiting({ limits }: Sandbox): string[] {
  const { memoryBytes, processes } = completeLimits(limits)
  // An address space is larger than the part of it that is used.
  return ['prlimit', `--as=${2 * memoryBytes}`, `--nproc=${processes}`, '--']
}
