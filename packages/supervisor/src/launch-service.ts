import { join } from 'node:path'
import { type HeldLock, lockFile } from '@kbisect/exec'
import {
  createLogger,
  type Logger,
  prepareState,
  ServiceError,
  type Settings,
  type StateLayout,
  settingsEnvironment,
  stateLayout,
  type WorkerRole,
} from '@kbisect/settings'
import { openStores, type Stores } from './embedded-services.ts'
import { lastFailure, logEnd } from './log-file.ts'
import { freePort, isPortFree } from './ports.ts'
import { waitUntil } from './processes.ts'
import { hasRecord, isHealthy, readRecord, removeRecord, type ServiceRecord, writeRecord } from './service-record.ts'
import { SupervisedChild } from './supervised-child.ts'

/** The programs that the service runs: absolute paths of their `main.js`. */
export interface ServiceApps {
  readonly api: string
  readonly worker: string
}

export interface LaunchOptions {
  readonly settings: Settings
  readonly apps: ServiceApps
  /** Processes that build and boot on this host, default 1; with 0 none coordinates either. */
  readonly workers?: number
  /** Migrate the database also if it has tables of another program. */
  readonly besideForeignTables?: boolean
  /** Called once the API answers. */
  readonly onReady?: (record: ServiceRecord) => void
  /** Default: JSON lines to `logs/service.log`. */
  readonly logger?: Logger
  readonly readySeconds?: number
}

export interface RunningService {
  readonly record: ServiceRecord
  /** Ends the children first, then the private servers. */
  stop(): Promise<void>
}

// Migrating a large database at the first start of a new version takes its time.
const READY_SECONDS = 120
const STALE_API_SECONDS = 30
/** An API that dies this often before it answered once will not do better the next time. */
const HOPELESS_STARTS = 3

/** Where this host reaches the API: an address that means "all" is not one to connect to. */
const reachable = (host: string, port: number): string => {
  const address = { '0.0.0.0': '127.0.0.1', '::': '[::1]' }[host] ?? (host.includes(':') ? `[${host}]` : host)
  return `http://${address}:${port}`
}

async function choosePort(settings: Settings): Promise<number> {
  const { host, port } = settings
  if (port === 0) return await freePort(host)
  // A service that was killed leaves its record, and an API that has just noticed and is about to
  // end.
  const patience = hasRecord(settings) ? STALE_API_SECONDS : 0
  if (await waitUntil(() => isPortFree(port, host), patience)) return port
  throw new ServiceError('port-taken', `port ${port} of ${host} is taken by another program`, {
    hint: 'stop that program, or set KBISECT_PORT to another port (0: any free one)',
  })
}

async function lockState(layout: StateLayout, settings: Settings): Promise<HeldLock> {
  const lock = await lockFile(join(layout.run, 'service.lock'), { mode: 'exclusive', waitSeconds: 0 })
  if (lock) return lock
  const other = readRecord(settings)
  throw new ServiceError(
    'already-running',
    `a service already runs on ${layout.root}${other ? ` (pid ${other.pid}, ${other.url})` : ''}`,
    {
      hint: 'use that one, stop it, or set KBISECT_STATE_DIR to another directory',
    },
  )
}

/**
 * Returns the settings for the API, which asks only whether there is a mail server: its URL without
 * the account.
 */
function withoutMailAccount({ mail, ...settings }: Settings): Settings {
  if (mail.smtpUrl === undefined) return { ...settings, mail }
  const smtpUrl = Object.assign(new URL(mail.smtpUrl), { username: '', password: '' }).href
  return { ...settings, mail: { ...mail, smtpUrl } }
}

/**
 * One process coordinates and the others build and boot, so that the latter, next to the code under
 * test, hold neither the token nor the mail account nor the keys: each process is given only the
 * settings of its parts.
 */
function startChildren(options: LaunchOptions, stores: Stores, port: number, logger: Logger): SupervisedChild[] {
  const { apps, workers = 1 } = options
  const args = options.besideForeignTables ? ['--yes'] : []
  const { logs } = stateLayout(options.settings)
  const settings = { ...options.settings, port, databaseUrl: stores.databaseUrl, redisUrl: stores.redisUrl }
  const start = (name: string, program: string, env: Record<string, string>) =>
    new SupervisedChild({ name, program, args, env, logFile: join(logs, `${name}.log`) }, logger)
  const startWorker = (name: string, workerRoles: readonly WorkerRole[]) =>
    start(name, apps.worker, settingsEnvironment({ ...settings, workerRoles }, workerRoles))
  const api = start('api', apps.api, settingsEnvironment(withoutMailAccount(settings), ['api']))
  const coordinates = workers > 0 && settings.workerRoles.includes('coordinator')
  const others = settings.workerRoles.filter((role) => role !== 'coordinator')
  const numbers = Array.from({ length: others.length > 0 ? workers : 0 }, (_, i) => i + 1)
  return [
    api,
    ...(coordinates ? [startWorker('coordinator', ['coordinator'])] : []),
    ...numbers.map((number) => startWorker(`worker-${number}`, others)),
  ]
}

async function waitForApi(api: SupervisedChild, url: string, seconds: number): Promise<void> {
  let healthy = false
  const settled = () => healthy || api.starts > HOPELESS_STARTS
  await waitUntil(async () => {
    healthy = await isHealthy(url)
    return settled()
  }, seconds)
  if (healthy) return
  const failure = settled() ? lastFailure(api.plan.logFile) : undefined
  if (failure) throw new ServiceError('api-failed', `the API cannot start: ${failure.message}`, { hint: failure.hint })
  const what = settled() ? 'ends as soon as it starts' : `did not answer on ${url} within ${seconds} s`
  throw new ServiceError('api-failed', `the API ${what}:\n${logEnd(api.plan.logFile)}`, {
    hint: `look at ${api.plan.logFile}`,
  })
}

/**
 * Starts everything on this host: the private Postgres and Redis where none are set, the API, and
 * workers; keeps the children running, and says in `run/service.json` where the API is.
 * @throws ServiceError `already-running`, `port-taken`, `api-failed`, `state-unwritable`, or what
 * the private servers throw; nothing is left running then.
 */
export async function launchService(options: LaunchOptions): Promise<RunningService> {
  const { settings } = options
  const layout = stateLayout(settings)
  prepareState(layout)
  const logger =
    options.logger ??
    createLogger({ name: 'service', level: settings.logLevel, file: join(layout.logs, 'service.log') })
  // In the order of starting; undone backwards.
  const undo: (() => Promise<void>)[] = []
  const stop = async () => {
    for (const step of undo.splice(0).reverse()) {
      await step().catch((error) => logger.error({ err: error }, 'could not stop a part of the service'))
    }
  }
  try {
    const lock = await lockState(layout, settings)
    undo.push(() => lock.release())
    const port = await choosePort(settings)
    const stores = await openStores(settings)
    undo.push(() => stores.stop())
    stores.keepRunning((message, error) => logger.warn({ err: error }, message))
    const children = startChildren(options, stores, port, logger)
    undo.push(async () => void (await Promise.all(children.map((child) => child.stop()))))
    const url = reachable(settings.host, port)
    const [api] = children
    if (api) await waitForApi(api, url, options.readySeconds ?? READY_SECONDS)
    const record = writeRecord(settings, url)
    undo.push(async () => removeRecord(settings))
    logger.info({ url, pid: record.pid }, 'service is ready')
    options.onReady?.(record)
    return { record, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
