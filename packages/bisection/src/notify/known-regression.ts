import type { BisectionResult } from '@kbisect/contracts'
import type { BisectionRecord } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'
import type { BisectionStore } from '../model/ports.ts'
import type { KnownRegression } from './dedup-key.ts'

/** Returns the regression that the culprit belongs to, with what its first bisection found. */
export async function findKnownRegression(
  store: Pick<BisectionStore, 'find' | 'findRegression'>,
  record: BisectionRecord,
  { culprit }: BisectionResult,
): Promise<KnownRegression | undefined> {
  if (!culprit) return undefined
  const found = await store.findRegression({ bisectionId: record.id, culpritHash: culprit.hash })
  if (!found) return undefined
  const { id, bisectionId } = found
  if (bisectionId === null || bisectionId === record.id) return { id, bisectionId }
  const first = await store.find(bisectionId)
  return { id, bisectionId, result: first?.result ?? undefined, target: first && mainTarget(first).name }
}
