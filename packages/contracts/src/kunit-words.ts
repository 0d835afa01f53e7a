import type { Test } from './test-kind.ts'

type KunitTest = Extract<Test, { kind: 'kunit' }>

/** Returns a KUnit test in a few words: `the KUnit case rational_test of suite rational`. */
export const kunitWords = ({ suite, case: name }: KunitTest): string =>
  name === undefined ? `the KUnit suite ${suite}` : `the KUnit case ${name} of suite ${suite}`

/**
 * Returns what a test adds to the kernel's command line: KUnit runs the suites that match alone, as
 * kernels from 5.9 on can. A dot would begin the name of a case, which kernels before 5.14 do not
 * know; `?` stands for any character.
 */
export function testCmdline(test: Test): string {
  if (test.kind !== 'kunit') return ''
  const glob = test.suite.replaceAll('.', '?')
  return `kunit.filter_glob=${/[ ,]/.test(glob) ? `"${glob}"` : glob}`
}
