import type { Signature } from '@kbisect/verdict'
import type { CellResult } from './group-failures.ts'

export const oopsIn = (name: string): Signature => ({ kind: 'oops', function: name, text: `oops in ${name}: x` })

/** A boot of a target that passed twice, but for some changes. */
export function cellResult(target: string, changes: Partial<CellResult> = {}): CellResult {
  return {
    ...{ target, targetKey: `key of ${target}`, test: 'boot', testIndex: 0, state: 'passed', passes: 2, failures: 0 },
    ...{ signature: null, reason: null, sameAs: null, bisectionId: null, regressionId: null, finishedAt: null },
    ...{ regression: null, bisection: null },
    ...changes,
  }
}

/** One that failed three times of three. */
export const failedCell = (target: string, changes: Partial<CellResult> = {}): CellResult =>
  cellResult(target, { state: 'failed', passes: 0, failures: 3, signature: oopsIn('cma_alloc'), ...changes })
