import { NotFoundError } from './errors.ts'
import type { BisectionRecord } from './facts.ts'
import type { BisectionStore } from './ports.ts'

/** @throws NotFoundError */
export async function findOrThrow(store: Pick<BisectionStore, 'find'>, id: string): Promise<BisectionRecord> {
  const record = await store.find(id)
  if (!record) throw new NotFoundError(`there is no bisection ${id}`)
  return record
}
