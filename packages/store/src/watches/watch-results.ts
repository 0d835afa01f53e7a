import type { Signature, WatchResult } from '@kbisect/contracts'
import { fromJson } from '../connection/json-columns.ts'
import type { Prisma } from '../generated/client.ts'

/** A stored result as the API has it. */
export function toResult(row: Prisma.WatchResultGetPayload<object>): WatchResult {
  const { targetName, testIndex, passes, failures, reason, sameAs, bisectionId, regressionId } = row
  return {
    ...{ target: targetName, test: row.testKind as WatchResult['test'], testIndex },
    ...{ state: row.state as WatchResult['state'], passes, failures },
    signature: fromJson<Signature | null>(row.signature),
    ...{ reason, sameAs, bisectionId, regressionId },
    finishedAt: row.finishedAt?.toISOString() ?? null,
  }
}
