import type { BisectionResult } from '@kbisect/contracts'
import type { Task } from '../model/facts.ts'

/**
 * One stage says either what it still needs, or how the bisection ends, or what the next stage
 * builds on.
 */
export type StageAnswer<T> =
  | { readonly kind: 'needs'; readonly tasks: readonly Task[] }
  | { readonly kind: 'ends'; readonly result: BisectionResult }
  | { readonly kind: 'passed'; readonly value: T }

export type Unfinished = Exclude<StageAnswer<unknown>, { kind: 'passed' }>

/** An empty result to start from. */
export function resultOf(
  fields: Partial<BisectionResult> & Pick<BisectionResult, 'outcome' | 'reason'>,
): BisectionResult {
  const empty = {
    label: null,
    cause: null,
    culprit: null,
    probability: null,
    basis: null,
    merge: null,
    range: [],
    signature: null,
    affectedTargets: [],
    checks: [],
    assumptions: [],
    findings: [],
    drift: [],
    canChange: null,
    ranked: [],
  }
  return { ...empty, ...fields }
}
