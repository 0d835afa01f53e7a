import { revisionKey, type TaskQueue } from '@kbisect/bisection'
import type { Queues } from '@kbisect/queue'

/** The queue as the use cases want it. */
export function taskQueue(queues: Queues): TaskQueue {
  return {
    async enqueue(bisectionId, task, delaySeconds) {
      const { revision, target } = task
      const about = {
        bisectionId,
        revision: revisionKey(revision),
        target: target.key,
        architecture: target.architecture,
      }
      await queues.enqueue(
        task.kind === 'build' ? { kind: 'build', ...about } : { kind: 'boot', ...about, attempt: task.attempt },
        { delaySeconds },
      )
    },
    advance: (bisectionId) => queues.enqueue({ kind: 'advance', bisectionId }),
    deliver: (deliveryId, delaySeconds) => queues.enqueue({ kind: 'deliver', deliveryId }, { delaySeconds }),
    cancel: (bisectionId) => queues.cancel(bisectionId),
  }
}
