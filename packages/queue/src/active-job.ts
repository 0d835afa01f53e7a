import { Job as BullJob, type Worker as BullWorker } from 'bullmq'
import { isWork, type Job, jobKey, type Reminder } from './job.ts'

/** Why a job is to stop: its bisection was cancelled, or it alone was withdrawn. */
export type Stop = 'cancelled' | 'withdrawn'

/** What lies in Redis; `stop` is set while the job is active. */
export type Payload = (Job | Reminder) & { stop?: Stop }

/**
 * One piece of work in this process. It can be fetched twice, when its lock was lost while it was
 * done.
 */
export interface Work {
  readonly job: Job
  readonly since: Date
  readonly controller: AbortController
  readonly done: Promise<void>
  /** What Redis says of it now; undefined when it may go on, `gone` when it is not there. */
  readonly look: () => Promise<Stop | 'gone' | undefined>
}

/** Where a fetched job came from, and the token that says it is ours. */
export interface Fetched {
  readonly source: BullWorker
  readonly raw: BullJob<Payload>
  readonly token: string
}

/** Whether a job that we have was told to stop, as Redis has it now. */
export async function readStop({ source, raw }: Fetched): Promise<Stop | 'gone' | undefined> {
  const now = await BullJob.fromId<Payload>(source, raw.id ?? '')
  return now ? now.data.stop : 'gone'
}

/**
 * Keeps the lock on a job while it is worked on, and looks each time, first at once, whether it was
 * told to stop.
 * @returns a function that ends it.
 */
export function keepLock(fetched: Fetched, lockSeconds: number, onStop: (stop: Stop) => void): () => void {
  const { raw, token } = fetched
  const look = async () => {
    const stop = await readStop(fetched)
    // A Redis that lost its jobs stops none.
    if (stop && stop !== 'gone') onStop(stop)
  }
  const renew = async () => {
    await raw.extendLock(token, Math.round(lockSeconds * 1000))
    await look()
  }
  // Without Redis there is nothing to renew; the work goes on, and its facts are what counts.
  const calmly = (action: () => Promise<void>) => void action().catch(() => {})
  // The mark may have come after we fetched the job, and its signal before we knew of it.
  calmly(look)
  const timer = setInterval(() => calmly(renew), (lockSeconds * 1000) / 3)
  return () => clearInterval(timer)
}

/** How a job leaves the active state. */
export type Leaving =
  | { how: 'completed' }
  | { how: 'failed'; error: Error }
  | { how: 'returned' }
  /** To wait again from a time of the clock on, for another host. */
  | { how: 'left'; until: number }

/** BullMQ's own refusals (no such job, not our lock) have negative numbers as codes. */
export function isRefusal(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'number'
}

/**
 * Takes a job off the active list. When it is no longer ours, because Redis was away for longer
 * than the lock lasts, it waits again or another worker has it. A build or boot that waits again is
 * done already and removed; an `advance` stays, since one that came in meanwhile hangs on it.
 */
export async function leave({ raw, token }: Fetched, leaving: Leaving): Promise<void> {
  try {
    if (leaving.how === 'completed') await raw.moveToCompleted(null, token, false)
    else if (leaving.how === 'failed') await raw.moveToFailed(leaving.error, token, false)
    else if (leaving.how === 'left') await raw.moveToDelayed(leaving.until, token)
    else await raw.moveToWait(token)
  } catch (error) {
    if (!isRefusal(error)) throw error
    const isDone = leaving.how === 'completed' || leaving.how === 'failed'
    // One that another worker has is locked and cannot be removed.
    if (isDone && isWork(raw.data)) await raw.remove().catch(() => {})
  }
}

/** For the list of workers: `build 1f2e3d4c5b6a arm64`. */
export function describeJob(job: Job): string {
  if (isWork(job)) return `${job.kind} ${job.revision} ${job.architecture}`
  return jobKey(job).replaceAll('/', ' ')
}
