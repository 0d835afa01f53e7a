import type { Architecture } from '@kbisect/contracts'

/**
 * What there is to do. Payloads are ids only: the facts are in Postgres, so a job that is lost or done twice does no harm.
 * `revision` and `target` are keys as the facts have them.
 */
export type Job =
  | { kind: 'advance'; bisectionId: string }
  | { kind: 'build'; bisectionId: string; revision: string; target: string; architecture: Architecture }
  | { kind: 'boot'; bisectionId: string; revision: string; target: string; architecture: Architecture; attempt: number }
  | { kind: 'deliver'; deliveryId: string }
  | { kind: 'reconcile'; name: string }

/** A job whose time has not come: at that time it is enqueued. Only this room sees it. */
export type Reminder = { kind: 'remind'; job: Job }

/** Says what the job does; equal for jobs that do the same. */
export function jobKey(job: Job): string {
  const { kind, ...rest } = job
  // Fixed order by name; encoded, because BullMQ gives colons in ids a meaning.
  const parts = Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))
  return [kind, ...parts.map(([, value]) => encodeURIComponent(value))].join('/')
}

/** The bisection that a job works for, if any. */
export const bisectionOf = (job: Job): string | undefined => ('bisectionId' in job ? job.bisectionId : undefined)
