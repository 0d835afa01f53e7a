import { NotFoundError } from './errors.ts'
import type { BisectionRecord } from './facts.ts'
import type { BisectionStore } from './ports.ts'

/** Returns the refusal of an id that no bisection has. */
export const unknownBisection = (id: string): NotFoundError =>
  new NotFoundError(`there is no bisection ${id}`, {
    value: id,
    hint: 'check the id, or list the bisections (GET /api/v1/bisections); it may have been deleted',
  })

/** @throws NotFoundError */
export async function findOrThrow(store: Pick<BisectionStore, 'find'>, id: string): Promise<BisectionRecord> {
  const record = await store.find(id)
  if (!record) throw unknownBisection(id)
  return record
}
