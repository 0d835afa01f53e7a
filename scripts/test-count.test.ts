import { expect, test } from 'vitest'
import { countTests } from './test-count.mjs'

const file = (status: string, ...results: string[]) => ({
  status,
  assertionResults: results.map((result) => ({ status: result })),
})

test('passed, failed and skipped tests are counted over all files', () => {
  const testResults = [file('passed', 'passed', 'skipped'), file('failed', 'failed', 'passed')]
  expect(countTests({ testResults, success: false })).toEqual({ passed: 2, failed: 1, skipped: 1 })
})

test('a file that could not be loaded is a failed test', () => {
  const testResults = [file('passed', 'passed'), file('failed')]
  expect(countTests({ testResults, success: false })).toEqual({ passed: 1, failed: 1, skipped: 0 })
})

test('a run that failed with no failed test counts as one failure', () => {
  expect(countTests({ testResults: [file('passed', 'passed')], success: false })).toMatchObject({ failed: 1 })
})

test('nothing at all is no failure by itself', () => {
  expect(countTests({ testResults: [], success: true })).toEqual({ passed: 0, failed: 0, skipped: 0 })
})
