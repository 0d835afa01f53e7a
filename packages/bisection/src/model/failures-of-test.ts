import type { TestKind } from '@kbisect/contracts'
import { failuresShown, type RunResult, type Signature } from '@kbisect/verdict'

/**
 * Returns the failures of a run that may count for a test. A kernel that dies before its KUnit
 * tests start says nothing of them: such a run shows no failure of the test, whichever failures the
 * request counts.
 */
export function failuresOfTest(test: TestKind, result: RunResult, warnings: 'ignore' | 'fail'): readonly Signature[] {
  if (test === 'kunit' && result.kind === 'failed' && result.stage !== 'test') return []
  return failuresShown(result, warnings)
}
