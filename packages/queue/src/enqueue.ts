import type { Job as BullJob, JobsOptions, Queue } from 'bullmq'
import type { Payload } from './active-job.ts'
import { isWork, type Job, jobKey, type Reminder } from './job.ts'
import { queueOf } from './queue-names.ts'
import { MESSAGE_VERSION } from './read-message.ts'

// Said by way of the job, because BullMQ would take a bare union of payloads apart.
export type JobQueue = Queue<BullJob<Payload>>

// Facts are in Postgres; a finished job has nothing more to say, and must free its id for the next
// of its kind.
const forget = { removeOnComplete: true, removeOnFail: true } satisfies JobsOptions

/** BullMQ takes jobs without a priority first. */
const ROUTINE = 10

/**
 * Priorities of builds and boots: of what is next in turn, of what a person asked for, of all
 * others, and of what a watch wants.
 */
export const FIRST = 1
export const MANUAL = 5
export const WORK = 10
export const BACKGROUND = 15

/** BullMQ sorts by a number: the priority so many times, and how many came before. */
export const PRIORITY_STEP = 0x1_0000_0000

/** How a job is enqueued. */
export interface EnqueueOptions {
  readonly delaySeconds?: number
  /** A person asked for this build or boot: it is done before others. */
  readonly manual?: boolean
  /** A watch wants this build or boot: it is done behind others. */
  readonly background?: boolean
}

/**
 * How often may the same thing wait?
 * - `build`, `boot`, `mail`, `plan-mails`, `reconcile`: once, whether delayed, waiting or active.
 *   What is being done need not be done again.
 * - `advance`, `deliver`, `watch`: once waiting, and once more behind an active one, because the
 *   active one
 *   may have read the facts
 *   before they changed. BullMQ keeps the later one beside the active one and adds it when that ends.
 */
const priorityOf = ({ manual = false, background = false }: EnqueueOptions): number =>
  manual ? MANUAL : background ? BACKGROUND : WORK

function identity(job: Job, options: EnqueueOptions): JobsOptions {
  const key = jobKey(job)
  if (isWork(job)) return { jobId: key, priority: priorityOf(options) }
  if (job.kind === 'advance' && job.routine) return { deduplication: { id: key }, priority: ROUTINE }
  if (job.kind === 'advance' || job.kind === 'deliver' || job.kind === 'watch')
    return { deduplication: { id: key, keepLastIfActive: true } }
  return { jobId: key }
}

const versioned = <T extends Payload>(payload: T): T => ({ ...payload, version: MESSAGE_VERSION })

export async function addNow(queue: JobQueue, job: Job, options: EnqueueOptions = {}): Promise<void> {
  await queue.add(job.kind, versioned(job), { ...identity(job, options), ...forget })
  if (!options.manual || !isWork(job)) return
  // It may have waited already, before a person asked for it.
  const known = await queue.getJob(jobKey(job))
  if (known && Number(known.priority) > MANUAL) await known.changePriority({ priority: MANUAL })
}

/**
 * A delayed build or boot is in its queue from now on, so that its like does not get ahead of it.
 * Of the others a reminder is kept, which enqueues them at their time: an `advance` for later must
 * not swallow one that is due.
 */
export async function addLater(
  queues: (name: string) => JobQueue,
  job: Job,
  options: EnqueueOptions & { readonly delaySeconds: number },
): Promise<void> {
  const { delaySeconds } = options
  const due = Math.ceil(Date.now() / 1000 + delaySeconds)
  const delay = Math.max(0, due * 1000 - Date.now())
  if (isWork(job)) {
    await queues(queueOf(job)).add(job.kind, versioned(job), { ...identity(job, options), ...forget, delay })
    return
  }
  const reminder: Reminder = { kind: 'remind', job }
  await queues('coordinate').add('remind', versioned(reminder), {
    jobId: `remind/${due}/${jobKey(job)}`,
    ...forget,
    delay,
  })
}
