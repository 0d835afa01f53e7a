import { testOf } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { BisectionRecord } from './facts.ts'
import { mainTarget } from './main-target.ts'

/** What a bisection says of its regression once both revisions are checked. */
export interface NewRegression {
  readonly goodHash: string
  readonly badHash: string
  readonly targetName: string
  readonly architecture: string
  readonly branch: string | null
  readonly treeId: string
  readonly testKind: string
  readonly signature: Signature | null
}

/** The regression of a bisection whose boundaries are checked. */
export function newRegression(record: BisectionRecord, signature: Signature | null): NewRegression {
  const target = mainTarget(record)
  return {
    goodHash: record.good.hash,
    badHash: record.bad.hash,
    targetName: target.name,
    architecture: target.architecture,
    branch: record.branch,
    treeId: record.tree.id,
    testKind: testOf(record.request).kind,
    signature,
  }
}
