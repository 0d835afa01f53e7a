import { expect, test } from 'vitest'
import { findKtap } from './find-ktap.ts'
import { readText, SAMPLES } from './ktap-samples.test-data.ts'

const { tests: kunit } = readText(SAMPLES.KUNIT_6_6)
const { tests: kselftest } = readText(SAMPLES.KSELFTEST)
const { tests: modules } = readText(SAMPLES.KUNIT_MODULES)

test.each([
  ['a suite', ['hashtable'], ['hashtable']],
  ['a case', ['hashtable', 'hash_init'], ['hash_init']],
  ['a parameter', ['list-kunit-test', 'list_test_param', 'two'], ['two']],
  ['cases by a pattern', ['list*', 'list_test_list_*'], ['list_test_list_init', 'list_test_list_add']],
  ['cases of all suites', ['*', '*_init'], ['list_test_list_init', 'hash_init']],
  ['a question mark for one character', ['hashtabl?', 'hash?init'], ['hash_init']],
  ['no question mark for two', ['hashtab?'], []],
  ['no part of a name', ['hash'], []],
  ['nothing below a case', ['hashtable', 'hash_init', '*'], []],
  ['no case on the level of suites', ['hash_init'], []],
  ['nothing without a path', [], []],
])('a path finds %s', (_, path, names) => {
  expect(findKtap(kunit, path).map(({ name }) => name)).toEqual(names)
})

test('a path finds programs of kselftest and their tests', () => {
  expect(findKtap(kselftest, ['selftests: net: *', 'epoll.set*'])).toMatchObject([{ status: 'failed' }])
})

test('a path finds all results of the same name', () => {
  expect(findKtap(modules, ['*', 'a']).map(({ status }) => status)).toEqual(['passed', 'failed'])
})
