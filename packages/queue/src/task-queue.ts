import { revisionKey, type Task, type TaskQueue, taskKeyOf } from '@kbisect/bisection'
import { hostsFor } from './idle-slots.ts'
import type { WorkJob } from './job.ts'
import type { Queues } from './queues.ts'

/** The queue as the use cases want it. */
export function taskQueue(
  queues: Pick<Queues, 'enqueue' | 'cancel' | 'pending' | 'withdraw' | 'idle' | 'workers' | 'lives' | 'snapshot'>,
): TaskQueue {
  return {
    enqueue(bisectionId, task, { delaySeconds, avoid, manual = false, background = false }) {
      const job = jobOf(bisectionId, task)
      return queues.enqueue(avoid.length > 0 ? { ...job, avoid } : job, { delaySeconds, manual, background })
    },
    advance: (bisectionId, delaySeconds = 0, urgency = 'news') =>
      queues.enqueue(
        { kind: 'advance', bisectionId, ...(urgency === 'routine' ? { routine: true } : {}) },
        { delaySeconds },
      ),
    snapshot: () => queues.snapshot(),
    lookAtWatch: (watchId, what = 'look', delaySeconds = 0) =>
      queues.enqueue({ kind: 'watch', watchId, ...(what === 'begin' ? { begin: true } : {}) }, { delaySeconds }),
    deliver: (deliveryId, delaySeconds) => queues.enqueue({ kind: 'deliver', deliveryId }, { delaySeconds }),
    sendMail: (mailId, delaySeconds) => queues.enqueue({ kind: 'mail', mailId }, { delaySeconds }),
    planMails: (bisectionId) => queues.enqueue({ kind: 'plan-mails', bisectionId }),
    cancel: (bisectionId) => queues.cancel(bisectionId),
    async pending(bisectionId) {
      const jobs = await queues.pending(bisectionId)
      return jobs.map(({ job, seconds }) => ({ key: taskKeyOf({ ...job, targetKey: job.target }), seconds }))
    },
    withdraw: (bisectionId, tasks) => queues.withdraw(tasks.map((task) => jobOf(bisectionId, task))),
    lives: (process) => queues.lives(process),
    hosts: async (kind, architecture) => hostsFor(kind, architecture, await queues.workers()),
    idle: (architecture, unable) => queues.idle(architecture, unable),
  }
}

function jobOf(bisectionId: string, task: Task): WorkJob {
  const { architecture, key } = task.target
  const about = { bisectionId, revision: revisionKey(task.revision), target: key, architecture }
  if (task.kind === 'boot') return { kind: 'boot', ...about, attempt: task.attempt }
  return { kind: 'build', ...about, ...(task.clean ? { clean: true } : {}) }
}
