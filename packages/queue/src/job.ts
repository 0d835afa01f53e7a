import { type Architecture, architectures } from '@kbisect/contracts'

interface Work {
  bisectionId: string
  revision: string
  target: string
  architecture: Architecture
  /**
   * Hosts that leave it to others while there are any: it failed on them with infrastructure
   * errors. No part of what the job is.
   */
  avoid?: readonly string[]
}

/** A build or a boot of a bisection. `revision` and `target` are keys as the facts have them. */
export type WorkJob = (Work & { kind: 'build'; clean?: true }) | (Work & { kind: 'boot'; attempt: number })

/**
 * What there is to do. Payloads are ids only: the facts are in Postgres, so a job that is lost or
 * done twice does no harm.
 */
export type Job =
  | WorkJob
  /** `routine`: nothing happened for which it is wanted; it waits behind all that are news. */
  | { kind: 'advance'; bisectionId: string; routine?: true }
  | { kind: 'deliver'; deliveryId: string }
  | { kind: 'mail'; mailId: string }
  | { kind: 'plan-mails'; bisectionId: string }
  | { kind: 'reconcile'; name: string }
  /** `begin`: only tests that wait are begun. */
  | { kind: 'watch'; watchId: string; begin?: true }

/** A job whose time has not come: at that time it is enqueued. Only this room sees it. */
export type Reminder = { kind: 'remind'; job: Job }

/** Says what the job does; equal for jobs that do the same. */
export function jobKey(job: Job): string {
  const { kind, avoid: _, ...rest } = job as Job & { avoid?: unknown }
  // Fixed order by name; encoded, because BullMQ gives colons in ids a meaning.
  const parts = Object.entries(rest as Record<string, string | number | boolean>).sort(([a], [b]) => (a < b ? -1 : 1))
  return [kind, ...parts.map(([, value]) => encodeURIComponent(value))].join('/')
}

/** None for a key that is not ours. */
function decodeParts(key: string): string[] {
  try {
    return key.split('/').map(decodeURIComponent)
  } catch {
    return []
  }
}

/**
 * The inverse of {@link jobKey} for builds and boots, so that lists of ids need no look at the
 * jobs; undefined for all else.
 */
export function parseWorkKey(key: string): WorkJob | undefined {
  const [kind, named, ...rest] = decodeParts(key)
  const architecture = architectures.find((known) => known === named)
  if (architecture === undefined) return undefined
  const attempt = kind === 'boot' ? Number(rest.shift()) : 0
  const bisectionId = rest.shift()
  const isClean = kind === 'build' && rest.length > 2 && rest.shift() === 'true'
  const [revision, target] = rest
  if (bisectionId === undefined || revision === undefined || target === undefined) return undefined
  const about = { bisectionId, revision, target, architecture }
  if (kind === 'build') return { kind, ...about, ...(isClean ? { clean: true } : {}) }
  return kind === 'boot' ? { kind, ...about, attempt } : undefined
}

export const isWork = (job: Job | Reminder): job is WorkJob => job.kind === 'build' || job.kind === 'boot'

/** The bisection that a job works for, if any. */
export const bisectionOf = (job: Job): string | undefined => ('bisectionId' in job ? job.bisectionId : undefined)
