import type { Target } from '@kbisect/contracts'
import type { BisectionRecord } from './facts.ts'

/** The target of the search. @throws Error when the record has none, which no stored one lacks */
export function mainTarget(record: Pick<BisectionRecord, 'id' | 'targets'>): Target {
  const [target] = record.targets
  if (!target) throw new Error(`bisection ${record.id} has no target`)
  return target
}
