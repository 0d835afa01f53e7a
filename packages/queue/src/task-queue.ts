import { revisionKey, type TaskQueue } from '@kbisect/bisection'
import type { Queues } from './queues.ts'

/** The queue as the use cases want it. */
export function taskQueue(queues: Pick<Queues, 'enqueue' | 'cancel'>): TaskQueue {
  return {
    async enqueue(bisectionId, task, delaySeconds) {
      const { architecture, key } = task.target
      const work = { bisectionId, revision: revisionKey(task.revision), target: key, architecture }
      const job =
        task.kind === 'build'
          ? ({ kind: 'build', ...work } as const)
          : ({ kind: 'boot', ...work, attempt: task.attempt } as const)
      await queues.enqueue(job, { delaySeconds })
    },
    advance: (bisectionId) => queues.enqueue({ kind: 'advance', bisectionId }),
    deliver: (deliveryId, delaySeconds) => queues.enqueue({ kind: 'deliver', deliveryId }, { delaySeconds }),
    cancel: (bisectionId) => queues.cancel(bisectionId),
  }
}
