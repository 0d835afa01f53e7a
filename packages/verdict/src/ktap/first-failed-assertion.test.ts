import { expect, test } from 'vitest'
import { findKtap } from './find-ktap.ts'
import { firstFailedAssertion } from './first-failed-assertion.ts'
import { readText, SAMPLES } from './ktap-samples.test-data.ts'

/** Returns the text of the first test that was read. */
function assertionOf(text: string): string | undefined {
  const [first] = readText(text).tests
  return first && firstFailedAssertion(first)
}

const kunit = (...lines: string[]): string =>
  `KTAP version 1\n1..1\n    # Subtest: s\n    1..1\n${lines.map((line) => `    ${line}\n`).join('')}    not ok 1 c\nnot ok 1 s\n`

test.each([
  [
    'two values',
    [
      '# c: EXPECTATION FAILED at lib/list-test.c:60',
      'Expected list.next == &b, but',
      '    list.next == ffff888003a17e20',
    ],
    'EXPECTATION FAILED at lib/list-test.c: Expected list.next == &b',
  ],
  [
    'a condition',
    ['# c: ASSERTION FAILED at mm/slub_kunit.c:9', 'Expected s->flags & 4 to be true, but is false'],
    'ASSERTION FAILED at mm/slub_kunit.c: Expected s->flags & N to be true',
  ],
  [
    'an error pointer',
    ['# c: ASSERTION FAILED at drivers/gpu/drm/tests/drm_mm_test.c:9', 'Expected dev is not error, but is: -12'],
    'ASSERTION FAILED at drivers/gpu/drm/tests/drm_mm_test.c: Expected dev is not error',
  ],
  [
    'a message',
    ['# c: EXPECTATION FAILED at lib/a.c:60', 'slot 12 of 0xffff888003a17e20 is lost'],
    'EXPECTATION FAILED at lib/a.c: slot N of ADDR is lost',
  ],
  ['no expression', ['# c: EXPECTATION FAILED at lib/a.c:60', '# c: c failed'], 'EXPECTATION FAILED at lib/a.c'],
  [
    'the first of several',
    [
      '# c: initializing',
      '# c: EXPECTATION FAILED at lib/a.c:1',
      'Expected a == b, but',
      '# c: EXPECTATION FAILED at lib/b.c:1',
    ],
    'EXPECTATION FAILED at lib/a.c: Expected a == b',
  ],
  [
    'a build in another directory',
    ['# c: EXPECTATION FAILED at ../../linux/lib/a.c:1', 'Expected a == b, but'],
    'EXPECTATION FAILED at lib/a.c: Expected a == b',
  ],
  ['a time limit', ['# c: test case timed out'], 'test case timed out'],
  ['a crash', ['# c: try faulted: last line seen lib/a.c:77'], 'try faulted: last line seen lib/a.c:N'],
  ['a start that failed', ['# c: failed to initialize: -12'], 'failed to initialize: -N'],
  [
    'other words',
    ['# c: words', '# c: read failed with -5', '# c: pass:0 fail:1 skip:0 total:1'],
    'c: read failed with -N',
  ],
])('the assertion of a failed KUnit case with %s', (_, lines, expected) => {
  expect(assertionOf(kunit(...lines))).toBe(expected)
})

test('the assertion is equal where line numbers, values and addresses differ', () => {
  const one = [
    '# c: EXPECTATION FAILED at lib/a.c:60',
    'Expected p == q, but',
    '    p == ffff888003a17e20',
    '    q == 1',
  ]
  const other = [
    '# c: EXPECTATION FAILED at lib/a.c:71',
    'Expected p == q, but',
    '    p == ffff888004b28f31',
    '    q == 2',
  ]
  expect(assertionOf(kunit(...one))).toBe(assertionOf(kunit(...other)))
})

test('the assertion of a parameter stands with the case, where KUnit prints it', () => {
  const text = `KTAP version 1\n1..1\n    # Subtest: s\n    1..1\n        # Subtest: c\n        ok 1 one\n    # c: EXPECTATION FAILED at lib/a.c:60\n    Expected a == b, but\n        not ok 2 two\n    not ok 1 c\nnot ok 1 s\n`
  const [two] = findKtap(readText(text).tests, ['s', 'c', 'two'])
  expect(two && firstFailedAssertion(two)).toBe('EXPECTATION FAILED at lib/a.c: Expected a == b')
  expect(assertionOf(text)).toBe('EXPECTATION FAILED at lib/a.c: Expected a == b')
})

test('the assertion of kselftest_harness.h has no values', () => {
  const [program] = findKtap(readText(SAMPLES.KSELFTEST).tests, ['*epoll*'])
  expect(program && firstFailedAssertion(program)).toBe('epoll_busy_poll.c: set_invalid: Expected -N == ret')
})

test('a script of kselftest says with its words what failed', () => {
  const [script] = findKtap(readText(SAMPLES.KSELFTEST).tests, ['*pmtu*'])
  expect(script && firstFailedAssertion(script)).toBe('TEST: ipv6: PMTU exceptions')
})

test.each([
  ['1..1\nnot ok 1 a # exit=139', 'exit=N'],
  ['1..1\nnot ok 1 a # TIMEOUT 45 seconds', 'N seconds'],
  ['1..1\nnot ok 1 a', undefined],
  ['1..1\n# a: pass:1 fail:1 skip:0 total:2\n# FAILED: 1 / 2 tests passed.\nnot ok 1 a', undefined],
  ['1..1\n# Bail out! no memory\nnot ok 1 a # exit=1', 'Bail out! no memory'],
  ['1..1\n# it failed\nok 1 a', undefined],
  ['1..1\n# it failed\nok 1 a # SKIP', undefined],
])('%j says %j of its failure', (text, expected) => {
  expect(assertionOf(text)).toBe(expected)
})
