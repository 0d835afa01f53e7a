import type { Test } from '@kbisect/contracts'
import { InfrastructureError } from '@kbisect/exec'
import { PatternError } from '@kbisect/text'
import { ConsoleReader, type TestExpectation } from '@kbisect/verdict'

/**
 * Opens the reader of a boot's console.
 * @throws InfrastructureError `pattern-refused`: a request of an earlier version may hold a pattern
 * that is refused today
 */
export function openReader(nonce: string, test: Test): ConsoleReader {
  try {
    return new ConsoleReader({ nonce, test: expectationOf(test) })
  } catch (cause) {
    if (!(cause instanceof PatternError) || test.kind !== 'console') throw cause
    throw new InfrastructureError('pattern-refused', `the pattern ${test.pattern} of this request ${cause.message}`, {
      hint: `cancel this bisection and ask again with another pattern: ${cause.hint}`,
      cause,
    })
  }
}

function expectationOf(test: Test): TestExpectation {
  if (test.kind === 'script') return { kind: 'script' }
  return test.kind === 'console' || test.kind === 'kunit' ? test : { kind: 'boot' }
}
