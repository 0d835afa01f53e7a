import {
  type BootHost,
  type BuildHost,
  parseRevisionKey,
  performBoot,
  performBuild,
  type WorkPorts,
} from '@kbisect/bisection'
import type { Job } from '@kbisect/queue'
import type { Coordinator } from './coordinator.ts'
import { MOST_DEATHS } from './most-deaths.ts'

export interface JobHandlers {
  readonly ports: WorkPorts
  readonly coordinator: Coordinator
  readonly buildHost: BuildHost
  readonly bootHost: BootHost
}

/**
 * Does one job of the queue.
 * @param context `deaths`: how many workers had this job and died. No job is begun by one worker
 * after the other for ever: a task becomes an infrastructure error, a message for a webhook a
 * failed attempt, a mail is held.
 */
export async function processJob(
  { ports, coordinator, buildHost, bootHost }: JobHandlers,
  job: Job,
  { signal, deaths }: { readonly signal: AbortSignal; readonly deaths: number },
): Promise<void> {
  switch (job.kind) {
    case 'advance':
      return await coordinator.advance(job.bisectionId, deaths)
    case 'reconcile':
      if (deaths >= MOST_DEATHS) throw new ReconcileDies(job.name, deaths)
      return await coordinator.reconcile(job.name)
    case 'watch':
      if (deaths >= MOST_DEATHS) throw new WatchDies(job.watchId, deaths)
      return await coordinator.lookAtWatch(job.watchId, job.begin ? 'begin' : 'look')
    case 'deliver':
      return await coordinator.deliver(job.deliveryId, signal)
    case 'mail':
      return await coordinator.sendMail(job.mailId, deaths)
    case 'plan-mails':
      return await coordinator.planMails(job.bisectionId, signal, deaths)
    case 'build':
      return await performBuild(ports, { ...reference(job), clean: job.clean === true, deaths }, buildHost, signal)
    case 'boot':
      return await performBoot(ports, { ...reference(job), attempt: job.attempt, deaths }, bootHost, signal)
  }
}

/**
 * The timer of the coordinators asks for it again: between such series the queue is free for other
 * jobs.
 */
class ReconcileDies extends Error {
  override readonly name = 'ReconcileDies'
  readonly code = 'worker-died'
  readonly hint =
    'look for the reason in the log of the coordinator and in the kernel log of its host, as when memory ran out'

  constructor(name: string, deaths: number) {
    super(`${deaths} coordinators died, or stopped answering, while they looked for what the queue lost (${name})`)
  }
}

class WatchDies extends Error {
  override readonly name = 'WatchDies'
  readonly code = 'worker-died'
  readonly hint = 'pause the watch, and look for the reason in the log of the coordinator'

  constructor(watchId: string, deaths: number) {
    super(`${deaths} coordinators died, or stopped answering, while they looked at the watch ${watchId}`)
  }
}

const reference = (job: Extract<Job, { kind: 'build' | 'boot' }>) => ({
  bisectionId: job.bisectionId,
  revision: parseRevisionKey(job.revision),
  targetKey: job.target,
  avoid: job.avoid ?? [],
})
