import type { Target, Test } from '@kbisect/contracts'
import type { BisectionRecord } from './facts.ts'

/** What decides whether a kernel is good: it boots, unless the request says otherwise. */
export function testOf(record: Pick<BisectionRecord, 'request'>): Test {
  return record.request.test ?? { kind: 'boot' }
}

/** The target of the search. @throws Error when the record has none, which no stored one lacks */
export function mainTarget(record: Pick<BisectionRecord, 'id' | 'targets'>): Target {
  const [target] = record.targets
  if (!target) throw new Error(`bisection ${record.id} has no target`)
  return target
}
