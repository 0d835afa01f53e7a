import { expect, test } from 'vitest'
import { firstFailure, resultKind, resultWords } from './test-results.ts'

const ran = (passes: number, failures: number, others = 0) => ({ passes, failures, others })
const [good, bad, flaky, nothing] = [ran(3, 0), ran(0, 2), ran(1, 2), ran(0, 0, 1)]

test('a commit passed, failed, did both, or without a result', () => {
  expect([good, bad, flaky, nothing].map(resultKind)).toEqual(['passed', 'failed', 'flaky', 'no result'])
})

test.each([
  [good, 'passed 3 of 3'],
  [flaky, 'failed 2 of 3'],
  [ran(0, 1, 2), 'failed 1 of 1, 2 runs without a result'],
  [nothing, '1 run without a result'],
  [ran(0, 0), 'not tested'],
])('%j in words', (counts, words) => {
  expect(resultWords(counts)).toBe(words)
})

test('the first failure is the one after the last commit that passed', () => {
  expect(firstFailure([bad, good, nothing, flaky, bad])).toEqual({ failed: flaky, passed: good })
})

test('a history that never passed failed from its begin; one that passes again, or is empty, has no failure', () => {
  expect(firstFailure([nothing, bad, bad])).toEqual({ failed: bad, passed: undefined })
  expect(firstFailure([good, bad, good])).toBeUndefined()
  expect(firstFailure([])).toBeUndefined()
})
