import type { Test } from '@kbisect/contracts'
import { compilePattern, PatternError } from '@kbisect/text'
import { RequestError } from '../model/errors.ts'

/**
 * @param field of the test in the request
 * @throws RequestError `invalid-pattern`
 */
export function checkTest(test: Test, field: string): void {
  if (test.kind !== 'console') return
  try {
    compilePattern(test.pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    const { message, hint } = error
    throw new RequestError('invalid-pattern', [{ field: `${field}.pattern`, value: test.pattern, message, hint }])
  }
}
