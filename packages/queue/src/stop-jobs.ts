import type { Job as BullJob } from 'bullmq'
import { isRefusal, type Payload, type Stop } from './active-job.ts'
import type { JobQueue } from './enqueue.ts'
import { bisectionOf } from './job.ts'

const belongsTo = (payload: Payload, bisectionId: string) =>
  payload.kind !== 'remind' && bisectionOf(payload) === bisectionId

/** Removes a bisection's waiting and delayed jobs of one queue. */
export async function removeWaiting(queue: JobQueue, bisectionId: string): Promise<void> {
  for (const job of await queue.getJobs(['waiting', 'delayed', 'prioritized'])) {
    // One that became active meanwhile cannot be removed; it is marked instead.
    if (job && belongsTo(job.data, bisectionId)) await job.remove().catch(() => {})
  }
}

/** Marks a bisection's active jobs of one queue as cancelled. */
export async function markActive(queue: JobQueue, bisectionId: string): Promise<void> {
  for (const job of await queue.getJobs(['active'])) {
    if (job && belongsTo(job.data, bisectionId)) await mark(job, 'cancelled')
  }
}

/**
 * Removes a job, or marks it when a worker has it. One that ends and is enqueued again while we look can get the mark of its
 * predecessor: it is dropped, the bisection advances, and asks for it once more.
 */
export async function withdrawJob(queue: JobQueue, id: string): Promise<void> {
  const job = await queue.getJob(id)
  if (!job) return
  const removed = await job.remove().then(
    () => true,
    () => false, // a worker has it
  )
  if (!removed) await mark(job, 'withdrawn')
}

/** A worker that does not hear the signal, or takes a job over from a dead one, sees the mark. */
async function mark(job: BullJob<Payload>, stop: Stop): Promise<void> {
  const marked: Payload = { ...job.data, stop }
  try {
    await job.updateData(marked)
  } catch (error) {
    // One that ended meanwhile cannot be marked, and need not be.
    if (!isRefusal(error)) throw error
  }
}
