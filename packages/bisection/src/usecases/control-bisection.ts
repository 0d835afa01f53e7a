import { ConflictError } from '../model/errors.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { findOrThrow } from '../model/find-or-throw.ts'
import type { ControlPorts, History } from '../model/ports.ts'
import { differencesOf } from '../work/failed-attempts.ts'

/** @throws NotFoundError, ConflictError when it is finished already */
export async function cancelBisection(ports: ControlPorts, id: string): Promise<void> {
  // In its turn: an advance may be finishing it, and what webhooks were told must stay true.
  await ports.store.exclusively(id, async () => {
    const record = await findOrThrow(ports.store, id)
    if (record.state === 'finished')
      throw new ConflictError(`bisection ${id} is finished already; there is nothing to cancel`, {
        value: id,
        hint: 'leave it, retry it, or delete it',
      })
    await ports.store.update(id, { cancelRequested: true, state: 'running' })
  })
  await ports.queue.cancel(id)
  await ports.queue.advance(id)
}

/**
 * Goes on with a paused bisection; infrastructure errors up to now are forgiven.
 * @param repin the targets for which hosts have another toolchain or emulator than they are pinned
 * to are built, or run, anew with what
 *   the hosts have
 * @throws NotFoundError, ConflictError when it is not paused, or when no such target is there
 */
export async function resumeBisection(ports: ControlPorts, id: string, repin = false): Promise<void> {
  await ports.store.exclusively(id, async () => {
    const record = await findOrThrow(ports.store, id)
    if (record.state !== 'paused')
      throw new ConflictError(`bisection ${id} is ${record.state}; only a paused one can be resumed`, {
        value: id,
        hint: record.state === 'finished' ? 'retry it to search again' : 'wait: it goes on by itself',
      })
    const changes = { state: 'running', pauseReason: null, resumedAt: 'now' } as const
    const resumed = (words: string) => [{ type: 'resumed', message: `Resumed.${words}` } as const]
    if (!repin) return void (await ports.store.update(id, changes, { events: resumed('') }))
    const { pins, words } = await pinsToForget(ports, record)
    await ports.store.repin(id, pins, { changes, events: resumed(words) })
  })
  await ports.queue.advance(id)
}

/** Returns the pins that hosts differ from, and in words what is made again without them. */
async function pinsToForget({ store }: ControlPorts, record: BisectionRecord) {
  const { id, targets } = record
  const differences = differencesOf(await store.facts(id))
  if (differences.length === 0) {
    throw new ConflictError(
      `no host was found to have another toolchain or emulator than bisection ${id} began with; resume it without repin`,
      { value: id, hint: 'leave the parameter repin out' },
    )
  }
  const nameOf = (key: string) => targets.find((target) => target.key === key)?.name ?? key
  const words = differences.map(({ targetKey, kind }) =>
    kind === 'toolchain'
      ? ` All builds and runs for ${nameOf(targetKey)} are made again, with the toolchain of the next build.`
      : ` All runs for ${nameOf(targetKey)} are made again, with the ${kind} of the next one.`,
  )
  return { pins: differences, words: words.join('') }
}

/**
 * Deletes a bisection with all its facts; what runs for it is stopped. The row goes last: a process
 * that dies before leaves a bisection that is cancelled and can be deleted again, and no pins
 * without a bisection.
 */
export async function removeBisection(ports: ControlPorts, id: string, history: Pick<History, 'unpin'>): Promise<void> {
  const { store, queue } = ports
  // In its turn: an advance would enqueue what is just being removed.
  await store.exclusively(id, async () => {
    const { state } = await findOrThrow(store, id)
    if (state !== 'finished') await store.update(id, { cancelRequested: true, state: 'running' })
    await queue.cancel(id)
    await history.unpin(id)
    await store.remove(id)
  })
}
