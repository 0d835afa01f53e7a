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

export interface JobHandlers {
  readonly ports: WorkPorts
  readonly coordinator: Coordinator
  readonly buildHost: BuildHost
  readonly bootHost: BootHost
}

/** Does one job of the queue. */
export async function processJob(
  { ports, coordinator, buildHost, bootHost }: JobHandlers,
  job: Job,
  { signal, deaths }: { readonly signal: AbortSignal; readonly deaths: number },
): Promise<void> {
  switch (job.kind) {
    case 'advance':
      return await coordinator.advance(job.bisectionId, deaths)
    case 'reconcile':
      return await coordinator.reconcile(job.name)
    case 'deliver':
      return await coordinator.deliver(job.deliveryId, signal)
    case 'mail':
      return await coordinator.sendMail(job.mailId)
    case 'plan-mails':
      return await coordinator.planMails(job.bisectionId, signal)
    case 'build':
      return await performBuild(ports, { ...reference(job), clean: job.clean === true }, buildHost, signal)
    case 'boot':
      return await performBoot(ports, { ...reference(job), attempt: job.attempt }, bootHost, signal)
  }
}

const reference = (job: Extract<Job, { kind: 'build' | 'boot' }>) => ({
  bisectionId: job.bisectionId,
  revision: parseRevisionKey(job.revision),
  targetKey: job.target,
  avoid: job.avoid ?? [],
})
