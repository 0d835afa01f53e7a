import { Job as BullJob, type Worker as BullWorker } from 'bullmq'
import { type Job, jobKey, type Reminder } from './job.ts'

/** What lies in Redis; `cancelled` is set while the job is active. */
export type Payload = (Job | Reminder) & { cancelled?: boolean }

/** One piece of work in this process. It can be fetched twice, when its lock was lost while it was done. */
export interface Work {
  readonly job: Job
  readonly since: Date
  readonly controller: AbortController
  readonly done: Promise<void>
}

/** Where a fetched job came from, and the token that says it is ours. */
export interface Fetched {
  readonly source: BullWorker
  readonly raw: BullJob<Payload>
  readonly token: string
}

/**
 * Keeps the lock on a job while it is worked on, and looks whether it was cancelled meanwhile.
 * @returns a function that stops it.
 */
export function keepLock({ source, raw, token }: Fetched, lockSeconds: number, onCancelled: () => void): () => void {
  const renew = async () => {
    try {
      await raw.extendLock(token, Math.round(lockSeconds * 1000))
      const now = await BullJob.fromId<Payload>(source, raw.id ?? '')
      if (now?.data.cancelled) onCancelled()
    } catch {
      // Without Redis there is nothing to renew; the work goes on, and its facts are what counts.
    }
  }
  const timer = setInterval(() => void renew(), (lockSeconds * 1000) / 3)
  return () => clearInterval(timer)
}

/** How a job leaves the active state. */
export type Leaving = { how: 'completed' } | { how: 'failed'; error: Error } | { how: 'returned' }

/**
 * Takes a job off the active list. When it is no longer ours, because Redis was away for longer than the lock lasts, it waits
 * again or another worker has it. A build or boot that waits again is done already and removed; an `advance` stays, since
 * one that came in meanwhile hangs on it.
 */
export async function leave({ raw, token }: Fetched, leaving: Leaving): Promise<void> {
  try {
    if (leaving.how === 'completed') await raw.moveToCompleted(null, token, false)
    else if (leaving.how === 'failed') await raw.moveToFailed(leaving.error, token, false)
    else await raw.moveToWait(token)
  } catch (error) {
    // BullMQ's own refusals (no such job, not our lock) have negative numbers as codes.
    const lost = error instanceof Error && 'code' in error && typeof error.code === 'number'
    if (!lost) throw error
    // One that another worker has is locked and cannot be removed.
    const { kind } = raw.data
    if (leaving.how !== 'returned' && (kind === 'build' || kind === 'boot')) await raw.remove().catch(() => {})
  }
}

/** For the list of workers: `build 1f2e3d4c5b6a arm64`. */
export function describeJob(job: Job): string {
  if (job.kind === 'build' || job.kind === 'boot') return `${job.kind} ${job.revision} ${job.architecture}`
  return jobKey(job).replaceAll('/', ' ')
}
