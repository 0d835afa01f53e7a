import { waitingFor } from '@kbisect/bisection'
import type { Bisection } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'

/**
 * A bisection with the worker that it waits for. Without an answer of the queue it is left out: the
 * rest can be read.
 */
export async function withWaiting(
  { queue, queues, logger }: Pick<Dependencies, 'queue' | 'queues' | 'logger'>,
  bisection: Bisection,
): Promise<Bisection> {
  if (bisection.state !== 'running' && bisection.state !== 'queued') return { ...bisection, waitingFor: null }
  try {
    const [pending, hosts] = await Promise.all([queue.pending(bisection.id), queues.workers()])
    return { ...bisection, waitingFor: waitingFor(bisection, pending, hosts) }
  } catch (error) {
    logger.debug({ err: error, bisection: bisection.id }, 'the queue does not say what a bisection waits for')
    return bisection
  }
}
