import type { Test } from '@kbisect/contracts'
import type { testWords } from './filters.ts'

/** A test as it is typed. */
export interface TypedTest {
  readonly test: (typeof testWords)[number]
  readonly script: string
  readonly pattern: string
  readonly expect: 'present' | 'absent'
  /** Of KUnit: the suite, the case, and the symbols that build it, with blanks between them. */
  readonly suite: string
  readonly case: string
  readonly options: string
}

export const emptyTest: TypedTest = {
  ...{ test: 'boot', script: '#!/bin/sh\n', pattern: '', expect: 'present' },
  ...{ suite: '', case: '', options: '' },
}

/** Returns the fields that a test fills; booting is the default. */
export function testFields(test: Test | undefined): Partial<TypedTest> {
  if (test?.kind === 'script') return { test: test.kind, script: test.script }
  if (test?.kind === 'console') return { test: test.kind, pattern: test.pattern, expect: test.expect }
  if (test?.kind === 'kunit')
    return { test: test.kind, suite: test.suite, case: test.case ?? '', options: test.options?.join(' ') ?? '' }
  return { test: test?.kind ?? 'boot' }
}

/** Returns the test that was typed. */
export function testOf({ test, script, pattern, expect, ...kunit }: TypedTest): Test {
  if (test === 'script') return { kind: test, script }
  if (test === 'console') return { kind: test, pattern, expect }
  if (test === 'kunit') return kunitTest(kunit)
  return { kind: test }
}

function kunitTest({ suite, case: name, options }: Pick<TypedTest, 'suite' | 'case' | 'options'>): Test {
  const symbols = options.split(/[\s,]+/).filter((symbol) => symbol !== '')
  return {
    kind: 'kunit',
    suite: suite.trim(),
    ...(name.trim() && { case: name.trim() }),
    ...(symbols.length > 0 && { options: symbols }),
  }
}
