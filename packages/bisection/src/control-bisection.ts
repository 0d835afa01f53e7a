import { ConflictError } from './errors.ts'
import { findOrThrow } from './find-or-throw.ts'
import type { History } from './ports.ts'
import type { ControlPorts } from './start-bisection.ts'

/** @throws NotFoundError, ConflictError when it is finished already */
export async function cancelBisection(ports: ControlPorts, id: string): Promise<void> {
  // In its turn: an advance may be finishing it, and what webhooks were told must stay true.
  await ports.store.exclusively(id, async () => {
    const record = await findOrThrow(ports.store, id)
    if (record.state === 'finished')
      throw new ConflictError(`bisection ${id} is finished already; there is nothing to cancel`)
    await ports.store.update(id, { cancelRequested: true, state: 'running' })
  })
  await ports.queue.cancel(id)
  await ports.queue.advance(id)
}

/**
 * Goes on with a paused bisection; infrastructure errors up to now are forgiven.
 * @throws NotFoundError, ConflictError when it is not paused
 */
export async function resumeBisection(ports: ControlPorts, id: string): Promise<void> {
  await ports.store.exclusively(id, async () => {
    const record = await findOrThrow(ports.store, id)
    if (record.state !== 'paused')
      throw new ConflictError(`bisection ${id} is ${record.state}; only a paused one can be resumed`)
    await ports.store.update(id, { state: 'running', pauseReason: null, resumedAt: ports.surroundings.now() })
    await ports.store.addEvent(id, 'resumed', 'Resumed.')
  })
  await ports.queue.advance(id)
}

/** Deletes a bisection with all its facts; what runs for it is stopped. */
export async function removeBisection(ports: ControlPorts, id: string, history: Pick<History, 'unpin'>): Promise<void> {
  await findOrThrow(ports.store, id)
  await ports.queue.cancel(id)
  await ports.store.remove(id)
  await history.unpin(id)
}
