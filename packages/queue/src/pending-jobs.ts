import type { JobQueue } from './enqueue.ts'
import { isWork, parseWorkKey, type WorkJob } from './job.ts'

/** A build or boot that waits, is put off or is being done. */
export interface PendingJob {
  readonly job: WorkJob
  /** Seconds since a worker took it; undefined while it waits. */
  readonly seconds: number | undefined
}

/**
 * A bisection's builds and boots in one queue, without those that were told to stop: nothing will come of these. What waits is known by
 * its id alone, so that only the active jobs, no more than there are slots, are read.
 */
export async function pendingJobs(queue: JobQueue, bisectionId: string): Promise<PendingJob[]> {
  const found = new Map<string, PendingJob>()
  // All at once and the active ones again afterwards: one that changes its place meanwhile is not missed.
  for (const id of await queue.getRanges(['wait', 'prioritized', 'delayed', 'active'], 0, -1)) {
    const job = parseWorkKey(id)
    if (job?.bisectionId === bisectionId) found.set(id, { job, seconds: undefined })
  }
  if (found.size === 0) return []
  for (const { id = '', data, processedOn } of await queue.getJobs(['active'])) {
    if (!isWork(data) || data.bisectionId !== bisectionId) continue
    const { stop, avoid: _, ...job } = data
    // It was noted by the clock of the worker's host, which may be ahead of ours.
    const seconds = Math.max(0, (Date.now() - (processedOn ?? Date.now())) / 1000)
    if (stop) found.delete(id)
    else found.set(id, { job, seconds })
  }
  return [...found.values()]
}
