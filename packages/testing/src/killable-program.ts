import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '@kbisect/exec'
import { type Settings, serviceToken, settingsEnvironment } from '@kbisect/settings'
import { launchService } from '@kbisect/supervisor'
import { ApiClient } from './api-client.ts'
import { builtApps, type Program, removeState, testSettings } from './program.ts'
import { startTestServices } from './services.ts'
import { writeStandInBusyboxes } from './stand-in-busybox.ts'

/**
 * The whole program, with workers that can be killed as often as one likes: their successors start
 * at once.
 */
export interface KillableProgram extends Program {
  /** Ends the worker of that number, from 0, by SIGKILL, and starts another. */
  killWorker(number: number): Promise<void>
  /**
   * Starts one more worker, with an environment of its own: as a host that differs from the others.
   * @param instead programs of this machine by the path at which this worker and its sandboxes see
   * them
   */
  addWorker(environment: Readonly<Record<string, string>>, instead?: Readonly<Record<string, string>>): void
  /** Redis forgets everything. */
  flushRedis(): Promise<void>
}

const STOP_SECONDS = 30

export interface KillableProgramOptions {
  readonly workers: number
  /** A directory of programs that the workers find before the system's own. */
  readonly programs?: string
}

/**
 * Starts the built API, a Postgres and a Redis, and so many workers, in a state directory of their
 * own. Takes about 5 s. It is for the toy kernel alone: its busyboxes are none.
 */
export async function startKillableProgram({ workers, programs }: KillableProgramOptions): Promise<KillableProgram> {
  const apps = builtApps()
  const services = await startTestServices()
  const { databaseUrl, redisUrl } = services
  const settings = testSettings({
    DATABASE_URL: databaseUrl,
    REDIS_URL: redisUrl,
    // Else those of a server that others use as well.
    KBISECT_GIT_PROTOCOLS: 'file',
  })
  const undo: (() => Promise<void> | void)[] = [() => services.stop(), () => removeState(settings)]
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) await step()
  }
  try {
    const service = await launchService({ settings, apps, workers: 0 })
    undo.push(() => service.stop())
    writeStandInBusyboxes(settings.stateDir)
    const { url } = service.record
    const env = workerEnvironment({ ...settings, port: Number(new URL(url).port) }, programs)
    const log = join(settings.stateDir, 'logs', 'workers.log')
    const start = (
      environment: Readonly<Record<string, string>> = {},
      instead: Readonly<Record<string, string>> = {},
    ) =>
      startWorker([...withProgramsInstead(instead), process.execPath, '--enable-source-maps', apps.worker], {
        env: { ...env, ...environment },
        log,
      })
    const children = Array.from({ length: workers }, () => start())
    undo.push(async () => void (await Promise.all(children.map(stopWorker))))
    const killWorker = async (number: number) => {
      const child = children[number]
      if (!child) throw new Error(`there is no worker ${number} among ${workers}`)
      await killed(child)
      children[number] = start()
    }
    const token = serviceToken(settings)
    const api = new ApiClient(url, token)
    const addWorker: KillableProgram['addWorker'] = (environment, instead) =>
      void children.push(start(environment, instead))
    return { api, token, settings, stop, killWorker, addWorker, flushRedis: () => flush(redisUrl) }
  } catch (error) {
    await stop()
    throw error
  }
}

function workerEnvironment(settings: Settings, programs: string | undefined): Record<string, string> {
  const { PATH = '/usr/bin:/bin', ...others } = settingsEnvironment(settings)
  return { ...others, PATH: programs === undefined ? PATH : `${programs}:${PATH}` }
}

/** A command that runs what follows it in a mount namespace in which programs lie over others. */
function withProgramsInstead(instead: Readonly<Record<string, string>>): string[] {
  const mounts = Object.entries(instead)
  if (mounts.length === 0) return []
  const script = `${mounts.map((_, at) => `mount --bind "$${2 * at + 1}" "$${2 * at + 2}"`).join(' && ')} && shift ${2 * mounts.length} && exec "$@"`
  // Only root may mount; as root of a namespace of its own root would have no other user to run
  // code under test as.
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user']
  return [
    ...['unshare', ...asRoot, '--mount', 'sh', '-c', script, 'sh'],
    ...mounts.flatMap(([seenAt, program]) => [program, seenAt]),
  ]
}

function startWorker(
  [program = '', ...args]: readonly string[],
  { env, log: logFile }: { readonly env: Readonly<Record<string, string>>; readonly log: string },
): ChildProcess {
  const log = openSync(logFile, 'a')
  try {
    return spawn(program, args, {
      env,
      // Ctrl-C reaches us alone; the channel tells them when we are gone.
      detached: true,
      stdio: ['ignore', log, log, 'ipc'],
    })
  } finally {
    closeSync(log)
  }
}

const isAlive = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode === null && signalCode === null

async function killed(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const exit = once(child, 'exit')
  child.kill('SIGKILL')
  await exit
}

async function stopWorker(child: ChildProcess): Promise<void> {
  if (!isAlive(child)) return
  const exit = once(child, 'exit')
  child.kill('SIGTERM')
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_SECONDS * 1000)
  await exit
  clearTimeout(force)
}

async function flush(redisUrl: string): Promise<void> {
  const { port, password } = new URL(redisUrl)
  const { stdout, stderr } = await run({
    file: 'redis-cli',
    args: ['-p', port, 'FLUSHALL'],
    env: { REDISCLI_AUTH: decodeURIComponent(password) },
  })
  if (stdout.trim() !== 'OK') throw new Error(`Redis was not flushed: ${stdout}${stderr}`)
}
