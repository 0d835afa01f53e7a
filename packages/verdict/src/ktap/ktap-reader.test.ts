import { expect, test } from 'vitest'
import { findKtap } from './find-ktap.ts'
import { firstFailedAssertion } from './first-failed-assertion.ts'
import { KtapReader } from './ktap-reader.ts'
import type { KtapOutput, KtapResult } from './ktap-result.ts'

function read(text: string): KtapOutput {
  const reader = new KtapReader()
  for (const line of text.split('\n')) reader.push(line)
  return reader.result()
}

/** Each test with its status, indented below its suite. */
const outline = (tests: readonly KtapResult[], indent = ''): string[] =>
  tests.flatMap(({ name, status, children }) => [`${indent}${name}: ${status}`, ...outline(children, `${indent}  `)])

const KUNIT_6_6 = `
[    0.401000] KTAP version 1
[    0.401200] 1..2
[    0.402000]     KTAP version 1
[    0.402100]     # Subtest: list-kunit-test
[    0.402200]     # module: list_test
[    0.402300]     1..3
[    0.402400]     ok 1 list_test_list_init
[    0.402500]     # list_test_list_add: EXPECTATION FAILED at lib/list-test.c:60
[    0.402500]     Expected list.next == &b, but
[    0.402500]         list.next == ffff888003a17e20
[    0.402500]         &b == ffff888003a17e30
[    0.402600]     not ok 2 list_test_list_add
[    0.402650]         KTAP version 1
[    0.402660]         # Subtest: list_test_param
[    0.402670]         ok 1 one
[    0.402680]         ok 2 two # SKIP no memory
[    0.402690]     # list_test_param: pass:1 fail:0 skip:1 total:2
[    0.402700]     ok 3 list_test_param
[    0.402800] # list-kunit-test: pass:2 fail:1 skip:0 total:3
[    0.402900] # Totals: pass:3 fail:1 skip:1 total:5
[    0.402950] not ok 1 list-kunit-test
[    0.403000]     KTAP version 1
[    0.403100]     # Subtest: hashtable
[    0.403200]     1..1
[    0.403300]     ok 1 hash_init
[    0.403400] ok 2 hashtable
`

test('the reader reads KUnit of Linux 6.6', () => {
  const output = read(KUNIT_6_6)
  expect(outline(output.tests)).toEqual([
    'list-kunit-test: failed',
    '  list_test_list_init: passed',
    '  list_test_list_add: failed',
    '  list_test_param: passed',
    '    one: passed',
    '    two: skipped',
    'hashtable: passed',
    '  hash_init: passed',
  ])
  expect(output).toMatchObject({ started: true, complete: true, planned: 2 })
  const [failed] = findKtap(output.tests, ['list-*', '*_add'])
  expect(failed && firstFailedAssertion(failed)).toBe('EXPECTATION FAILED at lib/list-test.c: Expected list.next == &b')
})
