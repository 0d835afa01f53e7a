import {
  InfrastructureError,
  run,
  type SandboxLimits,
  sandboxAccount,
  sandboxAvailable,
  sandboxLimits,
} from '@kbisect/exec'
import { freeSpaceWords, readFreeSpace, type Settings } from '@kbisect/settings'
import { findPostgres } from '@kbisect/supervisor'
import type { Finding } from './finding.ts'

const OLDEST_NODE = [20, 19] as const

/** Node, git and the servers: what kbisect needs whatever it builds. */
export function examinePrograms(settings: Settings): Promise<Finding[]> {
  return Promise.all([
    nodeFinding(process.versions.node),
    programFinding('git', 'missing', 'apt-get install git'),
    postgresFinding(settings),
    redisFinding(settings),
    sandboxFinding(settings),
    limitsFinding(settings),
    diskFinding(settings),
    programFinding('ccache', 'limited', 'apt-get install ccache: rebuilds take a tenth of the time'),
  ])
}

export async function nodeFinding(version: string): Promise<Finding> {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [needMajor, needMinor] = OLDEST_NODE
  if (major > needMajor || (major === needMajor && minor >= needMinor)) return ok('Node', version)
  const hint = `install Node ${OLDEST_NODE.join('.')} or newer, from https://nodejs.org/ or your distribution`
  return { name: 'Node', state: 'missing', detail: version, hint }
}

async function programFinding(name: string, without: 'missing' | 'limited', hint: string): Promise<Finding> {
  try {
    const { exitCode, stdout } = await run({ file: name, args: ['--version'] }, { deadlineSeconds: 30 })
    if (exitCode === 0) return ok(name, stdout.split('\n')[0]?.trim() ?? '')
    return { name, state: without, detail: `does not start (status ${exitCode})`, hint }
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error
    return { name, state: without, detail: 'not installed', hint }
  }
}

async function postgresFinding({ databaseUrl }: Settings): Promise<Finding> {
  if (databaseUrl !== undefined) return ok('Postgres', 'as set in DATABASE_URL')
  try {
    return ok('Postgres', `a private one, with the programs in ${findPostgres({})}`)
  } catch {
    return {
      name: 'Postgres',
      state: 'missing',
      detail: 'not installed',
      hint: 'apt-get install postgresql, or set DATABASE_URL',
    }
  }
}

async function redisFinding({ redisUrl }: Settings): Promise<Finding> {
  if (redisUrl !== undefined) return ok('redis-server', 'as set in REDIS_URL')
  return await programFinding('redis-server', 'missing', 'apt-get install redis-server, or set REDIS_URL')
}

export async function diskFinding(settings: Settings): Promise<Finding> {
  const space = await readFreeSpace(settings)
  if (!space.low) return ok('disk', freeSpaceWords(space))
  const hint = `free space at ${space.place}, or lower KBISECT_DISK_RESERVE_BYTES: nothing is begun until then`
  return { name: 'disk', state: 'limited', detail: freeSpaceWords(space), hint }
}

async function sandboxFinding({ sandbox }: Settings): Promise<Finding> {
  const name = 'bubblewrap'
  if (sandbox === 'none')
    return {
      name,
      state: 'limited',
      detail: 'switched off by KBISECT_SANDBOX=none',
      hint: 'trust all code under test, or unset it',
    }
  const account = sandboxAccount()
  const as = typeof account === 'string' ? 'this user' : `user ${account.uid}, as this one is root`
  if (await sandboxAvailable()) return ok(name, `starts sandboxes; code under test runs in them as ${as}`)
  const hint =
    'apt-get install bubblewrap, and allow user namespaces, or mounts to root; KBISECT_SANDBOX=none goes without, not as root'
  return { name, state: 'missing', detail: 'cannot start a sandbox', hint }
}

/** What keeps code under test from taking the whole machine. */
async function limitsFinding({ sandbox }: Settings): Promise<Finding> {
  return judgeLimits(sandbox === 'none' ? undefined : sandboxLimits())
}

/** @param limits undefined where the sandbox is switched off */
export function judgeLimits(limits: SandboxLimits | undefined): Finding {
  const name = 'limits of tasks'
  if (limits === undefined)
    return { name, state: 'limited', detail: 'none without the sandbox', hint: 'unset KBISECT_SANDBOX' }
  const { by, memoryBytes, sharedMemoryBytes = 0, processes, filter } = limits
  const each = `${inGib(memoryBytes)} and ${processes} processes`
  if (by === 'rlimit')
    return {
      name,
      state: 'limited',
      detail: `rlimits: ${inGib(memoryBytes)} for each process, ${processes} processes; no cgroup is delegated to this user`,
      hint: 'run the service as a systemd unit with Delegate=yes, for limits of a task as a whole',
    }
  const detail = `cgroups: ${each} for each task, ${inGib(sharedMemoryBytes)} for all together`
  if (filter) return ok(name, `${detail}; system calls are filtered`)
  const hint = 'use a machine of x86_64 or arm64 whose kernel has CONFIG_SECCOMP_FILTER'
  return { name, state: 'limited', detail: `${detail}; system calls are not filtered`, hint }
}

const inGib = (bytes: number): string => `${(bytes / 2 ** 30).toFixed(1)} GiB`

const ok = (name: string, detail: string): Finding => ({ name, state: 'ok', detail })
