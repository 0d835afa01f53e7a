import { architectures } from '@kbisect/contracts'
import type { Payload } from './active-job.ts'
import type { Job, Reminder } from './job.ts'

/**
 * Of the shape of what this room writes to Redis. Messages without one are of before it was
 * written.
 */
export const MESSAGE_VERSION = 1

/**
 * What lies in Redis is no message of this program. It was removed; the facts are in Postgres, and
 * say what is to be done.
 */
export class MessageRefused extends Error {
  override readonly name = 'MessageRefused'
  readonly code = 'message-refused'
  readonly hint = 'let nothing but kbisect write to this Redis, or give it another prefix'

  /** @param id of the job, or the key */
  constructor(id: string, reason: string) {
    super(`a message in Redis was refused and removed: ${printable(id)}: ${reason}`)
  }
}

const printable = (id: string): string => JSON.stringify(id.slice(0, 200))

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '' && value.length <= 2000
const isArchitecture = (value: unknown): boolean => architectures.some((known) => known === value)
const isNames = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.every(isText))

type Shape = Readonly<Record<string, (value: unknown) => boolean>>

const work: Shape = {
  bisectionId: isText,
  revision: isText,
  target: isText,
  architecture: isArchitecture,
  avoid: isNames,
}

// Complete by its type: a kind that is added has a shape.
const shapes: Readonly<Record<Job['kind'], Shape>> = {
  build: { ...work, clean: (value) => value === undefined || value === true },
  boot: { ...work, attempt: (value) => Number.isSafeInteger(value) },
  advance: { bisectionId: isText, routine: (value) => value === undefined || value === true },
  deliver: { deliveryId: isText },
  mail: { mailId: isText },
  'plan-mails': { bisectionId: isText },
  reconcile: { name: isText },
  watch: { watchId: isText, begin: (value) => value === undefined || value === true },
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Why something is no job; undefined: it is one. */
function refusalOfJob(data: Record<string, unknown>): string | undefined {
  const { kind } = data
  const shape = typeof kind === 'string' && Object.hasOwn(shapes, kind) ? shapes[kind as Job['kind']] : undefined
  if (!shape) return `it has no kind of job that is known (${JSON.stringify(kind)?.slice(0, 50)})`
  const wrong = Object.entries(shape).find(([field, isValid]) => !isValid(data[field]))
  return wrong && `its field ${wrong[0]} is missing or wrong`
}

/**
 * Returns what a job's data says, without its version.
 * @throws MessageRefused
 */
export function readMessage(id: string, data: unknown): Payload {
  const refuse = (reason: string): never => {
    throw new MessageRefused(id, reason)
  }
  if (!isRecord(data)) return refuse('it is no object')
  const { version = MESSAGE_VERSION, ...payload } = data
  if (version !== MESSAGE_VERSION) return refuse(`its version is ${JSON.stringify(version)}, not ${MESSAGE_VERSION}`)
  const { stop, job } = payload
  if (stop !== undefined && stop !== 'cancelled' && stop !== 'withdrawn') return refuse('its field stop is wrong')
  if (payload.kind === 'remind') {
    const reason = isRecord(job) ? refusalOfJob(job) : 'it reminds of no job'
    return reason === undefined ? (payload as unknown as Reminder) : refuse(reason)
  }
  const reason = refusalOfJob(payload)
  return reason === undefined ? (payload as unknown as Payload) : refuse(reason)
}

/**
 * The same of JSON.
 * @throws MessageRefused
 */
export function parseMessage(id: string, text: string): Payload {
  return readMessage(id, parseJson(id, text))
}

/** @throws MessageRefused */
export function parseJson(id: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw new MessageRefused(id, 'it is no JSON')
  }
}
