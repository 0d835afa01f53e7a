import { ConflictError } from '../model/errors.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { findOrThrow } from '../model/find-or-throw.ts'
import type { BisectionChanges, BisectionStore } from '../model/ports.ts'

/**
 * The bisection that a person wants to add something to.
 * @throws NotFoundError; ConflictError when it was cancelled, as it then decides nothing any more
 */
export async function findToAddTo(store: BisectionStore, id: string): Promise<BisectionRecord> {
  const record = await findOrThrow(store, id)
  if (record.state !== 'finished' && record.cancelRequested)
    throw new ConflictError(`bisection ${id} is being cancelled; wait for its end, then retry it`, {
      value: id,
      hint: 'wait for its end, then retry it',
    })
  if (record.result?.outcome === 'cancelled')
    throw new ConflictError(`bisection ${id} was cancelled; retry it to search again`, {
      value: id,
      hint: 'retry it to search again',
    })
  return record
}

/**
 * Returns the changes that let a finished bisection decide again from all facts; its result stands
 * until the new one is there. One that is paused stays so, until a person resumes it.
 */
export const reopening = ({ state, reopenings }: BisectionRecord): BisectionChanges =>
  state === 'finished'
    ? { state: 'running', stage: 'boundaries', finishedAt: null, cancelRequested: false, reopenings: reopenings + 1 }
    : {}
