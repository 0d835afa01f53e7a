import { execa } from 'execa'
import type { CommandPlan } from './command.ts'

/** What a sandboxed child may see. Everything else of the file system but the system's programs is hidden. */
export interface Sandbox {
  readonly readOnly: readonly string[]
  readonly readWrite: readonly string[]
  /** Host devices to pass in, e.g. `/dev/kvm`. */
  readonly devices?: readonly string[]
  /** Bytes of the private /tmp. */
  readonly tmpBytes?: number
}

/** `bwrap`: children run in bubblewrap. `none`: the operator switched the sandbox off, and reports say so. */
export type SandboxMode = 'bwrap' | 'none'

const SYSTEM_DIRECTORIES = [
  '/bin',
  '/sbin',
  '/lib',
  '/lib32',
  '/lib64',
  '/etc/alternatives',
  '/etc/ld.so.cache',
  '/etc/ssl',
]

/**
 * Wraps a plan so that it runs in bubblewrap: no network, an empty home, only the named paths, and every process of it
 * dies with ours. Without a sandbox, or in mode `none`, the child is still bound to our life by `setpriv --pdeathsig`.
 */
export function withSandbox(plan: CommandPlan, mode: SandboxMode): CommandPlan {
  const { sandbox, ...bare } = plan
  if (!sandbox || mode === 'none') {
    return { ...bare, file: 'setpriv', args: ['--pdeathsig', 'KILL', '--', plan.file, ...plan.args] }
  }
  const environment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', HOME: '/tmp', LC_ALL: 'C.UTF-8', ...plan.env }
  const args = [
    ...['--unshare-all', '--unshare-user', '--disable-userns', '--die-with-parent', '--new-session'],
    ...['--cap-drop', 'ALL', '--hostname', 'kbisect', '--clearenv'],
    ...Object.entries(environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--ro-bind', '/usr', '/usr'],
    ...SYSTEM_DIRECTORIES.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--proc', '/proc', '--dev', '/dev', '--size', String(sandbox.tmpBytes ?? 1 << 30), '--tmpfs', '/tmp'],
    ...(sandbox.devices ?? []).flatMap((path) => ['--dev-bind-try', path, path]),
    ...sandbox.readOnly.flatMap((path) => ['--ro-bind', path, path]),
    ...sandbox.readWrite.flatMap((path) => ['--bind', path, path]),
    ...(plan.cwd ? ['--chdir', plan.cwd] : []),
    ...['--', plan.file, ...plan.args],
  ]
  return { file: 'bwrap', args }
}

let probe: Promise<boolean> | undefined

/** Whether bubblewrap can really start a child here; some containers forbid user namespaces. Asked once per process. */
export function sandboxAvailable(): Promise<boolean> {
  const args = [
    ...'--unshare-all --unshare-user --disable-userns --ro-bind / / --proc /proc --dev /dev -- true'.split(' '),
  ]
  probe ??= execa('bwrap', args, { reject: false }).then((result) => result.exitCode === 0)
  return probe
}
