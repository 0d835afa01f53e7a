import type { WatchSchedule } from '@kbisect/contracts'
import type { JobQueue } from './enqueue.ts'
import { MESSAGE_VERSION } from './read-message.ts'

/** When a watch looks at its branches. */
export interface ScheduledWatch {
  readonly id: string
  readonly schedule: WatchSchedule
  /** A paused one does not look. */
  readonly paused: boolean
}

const PREFIX = 'watch/'

const repeatOf = (schedule: WatchSchedule) =>
  'cron' in schedule ? { pattern: schedule.cron, tz: 'UTC' } : { every: schedule.everySeconds * 1000 }

/**
 * Makes the job schedulers of a queue those that the watches want: what is missing, as after Redis
 * lost its data, or was changed is set, and what no watch wants is removed. A scheduler that is as
 * it is wanted keeps its next time.
 */
export async function followSchedules(queue: JobQueue, watches: readonly ScheduledWatch[]): Promise<void> {
  const wanted = new Map(
    watches.filter(({ paused }) => !paused).map(({ id, schedule }) => [`${PREFIX}${id}`, { id, schedule }]),
  )
  const known = await queue.getJobSchedulers(0, -1)
  const asWanted = new Set<string>()
  for (const { key, every, pattern } of known) {
    if (!key.startsWith(PREFIX)) continue
    const watch = wanted.get(key)
    if (!watch) await queue.removeJobScheduler(key)
    else if (isSame(repeatOf(watch.schedule), { every, pattern })) asWanted.add(key)
  }
  for (const [key, { id, schedule }] of wanted) {
    if (asWanted.has(key)) continue
    await queue.upsertJobScheduler(key, repeatOf(schedule), {
      name: 'watch',
      data: { kind: 'watch', watchId: id, version: MESSAGE_VERSION } as never,
      opts: { removeOnComplete: true, removeOnFail: true },
    })
  }
}

interface Repeat {
  readonly every?: number | string | undefined
  readonly pattern?: string | undefined
}

const isSame = (a: Repeat, b: Repeat): boolean =>
  a.pattern === b.pattern &&
  (a.every === undefined ? undefined : Number(a.every)) === (b.every === undefined ? undefined : Number(b.every))
