import type { TargetSummary } from '@kbisect/contracts'
import { fromJson } from '../connection/json-columns.ts'
import type { Prisma } from '../generated/client.ts'

/** Names of a bisection's targets by key; a key that is none of them names itself. */
export function targetNames(targets: Prisma.JsonValue): (key: string) => string {
  const names = new Map(fromJson<TargetSummary[]>(targets).map((target) => [target.key, target.name]))
  return (key) => names.get(key) ?? key
}
