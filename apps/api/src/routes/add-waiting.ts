import { setTimeout } from 'node:timers/promises'
import { waitingFor } from '@kbisect/bisection'
import type { Bisection } from '@kbisect/contracts'
import type { Dependencies } from '../dependencies.ts'

/** A queue that is silent must not hold up what the database knows. */
const PATIENCE_MS = 2_000

async function failAfter(milliseconds: number): Promise<never> {
  await setTimeout(milliseconds, undefined, { ref: false })
  throw new Error(`the queue did not answer in ${milliseconds} ms`)
}

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
    const answers = Promise.all([queue.pending(bisection.id), queues.workers()])
    const [pending, hosts] = await Promise.race([answers, failAfter(PATIENCE_MS)])
    return { ...bisection, waitingFor: waitingFor(bisection, pending, hosts) }
  } catch (error) {
    logger.debug({ err: error, bisection: bisection.id }, 'the queue does not say what a bisection waits for')
    return bisection
  }
}
