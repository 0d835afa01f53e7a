import { expect, test } from 'vitest'
import { countTests, listFailures } from './test-count.mjs'

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

test('each failed test is listed with its file and the first lines of its message', () => {
  const failing = {
    status: 'failed',
    fullName: 'a kernel boots',
    failureMessages: ['\u001b[31mexpected 1\u001b[39m\n  at x'],
  }
  const passing = { status: 'passed', fullName: 'a kernel builds' }
  const testResults = [{ name: '/repo/a.test.ts', status: 'failed', assertionResults: [passing, failing] }]
  expect(listFailures({ testResults }, '/repo')).toEqual([
    'FAILED a.test.ts: a kernel boots',
    '  expected 1',
    '    at x',
  ])
})

test('a file that could not be loaded is listed with its message, cut after twelve lines', () => {
  const message = Array.from({ length: 30 }, (_, n) => `line ${n}`).join('\n')
  const testResults = [{ name: '/repo/b.test.ts', status: 'failed', message, assertionResults: [] }]
  const lines = listFailures({ testResults }, '/repo')
  expect(lines[0]).toBe('FAILED b.test.ts')
  expect(lines).toHaveLength(13)
})
