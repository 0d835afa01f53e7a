import { spawn } from 'node:child_process'
import { closeSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepareState, ServiceError, type Settings, settingsEnvironment, stateLayout } from '@kbisect/settings'
import { stopLeftovers } from './embedded-services.ts'
import type { ServiceApps } from './launch-service.ts'
import { logEnd, openLog } from './log-file.ts'
import { isAlive, signalProcess, waitUntil } from './processes.ts'
import { findService, readRecord, type ServiceRecord } from './service-record.ts'
import { ALREADY_RUNNING, COULD_NOT_START, HINT } from './supervisor-arguments.ts'

export interface DetachedOptions {
  readonly settings: Settings
  readonly apps: ServiceApps
  readonly workers?: number
  /** How long to wait until it is ready. */
  readonly timeoutSeconds?: number
}

const START_SECONDS = 180
const STOP_SECONDS = 90

// The same place seen from the sources and from the compiled files.
const supervisor = fileURLToPath(new URL('../dist/supervisor-main.js', import.meta.url))

const checkout = fileURLToPath(new URL('../../..', import.meta.url))

function requireBuilt(programs: readonly string[]): void {
  for (const program of programs) {
    if (existsSync(program)) continue
    throw new ServiceError('not-built', `${program} is not there`, {
      hint: `npm --prefix ${JSON.stringify(checkout)} run setup`,
    })
  }
}

/**
 * Makes sure that a service runs on this state directory: finds it, or starts one that outlives us
 * and waits until its API answers.
 * @throws ServiceError `not-built`, or `start-failed` with the end of the log.
 */
export async function startDetachedService(options: DetachedOptions): Promise<ServiceRecord> {
  const { settings, apps, workers = 1, timeoutSeconds = START_SECONDS } = options
  const found = await findService(settings)
  if (found) return found
  requireBuilt([supervisor, apps.api, apps.worker])
  const layout = stateLayout(settings)
  prepareState(layout)
  const logFile = join(layout.logs, 'service.log')
  const log = openLog(logFile)
  const args = [supervisor, '--quiet', '--api', apps.api, '--worker', apps.worker, '--workers', String(workers)]
  const child = spawn(process.execPath, args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: layout.root,
    env: settingsEnvironment(settings),
  })
  closeSync(log)
  let ended: string | undefined
  child.once('error', (error) => (ended = String(error)))
  // Somebody else was quicker: theirs will be found below.
  child.once('exit', (code, signal) => (ended = code === ALREADY_RUNNING ? undefined : (signal ?? `status ${code}`)))
  child.unref()
  let record: ServiceRecord | undefined
  await waitUntil(async () => {
    record = await findService(settings)
    return record !== undefined || ended !== undefined
  }, timeoutSeconds)
  if (record) return record
  const [, ...failures] = logEnd(logFile).split(COULD_NOT_START)
  const [reason, hint = `look at ${layout.logs}`] = failures.at(-1)?.split(HINT) ?? []
  if (ended !== undefined && reason !== undefined)
    throw new ServiceError('start-failed', `the service cannot start: ${reason}`, { hint })
  const how =
    ended === undefined ? `did not get ready within ${timeoutSeconds} s` : `ended (${ended}) before it was ready`
  throw new ServiceError('start-failed', `the service ${how}:\n${logEnd(logFile)}`, { hint: `look at ${layout.logs}` })
}

/**
 * Stops the service that runs on this state directory, and private servers that a crash left
 * behind.
 * @returns false when none ran.
 * @throws ServiceError `stop-failed`
 */
export async function stopService(settings: Settings): Promise<boolean> {
  const record = readRecord(settings)
  if (record) {
    signalProcess(record.pid, 'SIGTERM')
    if (!(await waitUntil(() => !isAlive(record), STOP_SECONDS))) {
      throw new ServiceError('stop-failed', `the service (pid ${record.pid}) did not end within ${STOP_SECONDS} s`, {
        hint: `look at ${stateLayout(settings).logs}, then kill -KILL ${record.pid}`,
      })
    }
  }
  await stopLeftovers(settings)
  return record !== undefined
}
