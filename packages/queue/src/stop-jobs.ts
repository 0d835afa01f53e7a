import type { Job as BullJob } from 'bullmq'
import { isRefusal, type Payload, type Stop } from './active-job.ts'
import type { ActiveJob } from './active-jobs.ts'
import type { JobQueue } from './enqueue.ts'
import { bisectionOf, parseWorkKey } from './job.ts'

/**
 * Removes a bisection's waiting and delayed jobs of one queue. What waits is known by its id alone.
 */
export async function removeWaiting(queue: JobQueue, bisectionId: string): Promise<void> {
  for (const id of await queue.getRanges(['wait', 'prioritized', 'delayed'], 0, -1)) {
    // One that became active meanwhile cannot be removed; it is marked instead.
    if (parseWorkKey(id)?.bisectionId === bisectionId) await queue.remove(id).catch(() => {})
  }
}

/** Marks a bisection's active jobs as cancelled. */
export async function markActive(
  queues: (name: string) => JobQueue,
  active: readonly ActiveJob[],
  bisectionId: string,
): Promise<void> {
  for (const { queue, id, payload } of active) {
    if (payload.kind === 'remind' || bisectionOf(payload) !== bisectionId) continue
    const job = await queues(queue).getJob(id)
    if (job) await mark(job, 'cancelled')
  }
}

/**
 * Removes a job, or marks it when a worker has it. One that ends and is enqueued again while we
 * look can get the mark of its predecessor: it is dropped, the bisection advances, and asks for it
 * once more.
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
