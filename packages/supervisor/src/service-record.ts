import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type Settings, stateLayout, writeWhole } from '@kbisect/settings'
import { isAlive, ownIdentity } from './processes.ts'

/** A running service, as it says of itself in `run/service.json`. */
export interface ServiceRecord {
  readonly pid: number
  /** Of the API, as reached from this host. */
  readonly url: string
  /** RFC 3339. */
  readonly startedAt: string
  /** Tells the process from a later one with the same pid. */
  readonly started: string
}

type Place = Pick<Settings, 'stateDir' | 'ccacheDir'>

const fileOf = (settings: Place) => join(stateLayout(settings).run, 'service.json')

export function writeRecord(settings: Place, url: string): ServiceRecord {
  const record = { ...ownIdentity(), url, startedAt: new Date().toISOString() }
  const file = fileOf(settings)
  mkdirSync(stateLayout(settings).run, { recursive: true })
  writeWhole(file, `${JSON.stringify(record)}\n`)
  return record
}

/** Whether there is a record, be its process alive or not. */
export function hasRecord(settings: Place): boolean {
  return existsSync(fileOf(settings))
}

export function removeRecord(settings: Place): void {
  rmSync(fileOf(settings), { force: true })
}

/** What the file says, if its process still lives. */
export function readRecord(settings: Place): ServiceRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(fileOf(settings), 'utf8')) as ServiceRecord
    return isAlive(record) ? record : undefined
  } catch {
    return undefined
  }
}

/** Whether an API answers there and says that it is well. */
export async function isHealthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(5000) })
    await answer.arrayBuffer()
    return answer.ok
  } catch {
    return false
  }
}

/** The service that runs on this state directory and answers; undefined when there is none. */
export async function findService(settings: Place): Promise<ServiceRecord | undefined> {
  const record = readRecord(settings)
  return record && (await isHealthy(record.url)) ? record : undefined
}
