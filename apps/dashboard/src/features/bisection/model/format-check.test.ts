import type { Check } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { checkReason, checkWords } from './format-check.ts'

const check = (name: Check['name'], result: Check['result'], failures = 0, reason?: string): Check => ({
  name,
  commit: 'a'.repeat(40),
  result,
  passes: 0,
  failures,
  ...(reason ? { reason } : {}),
})

test.each<[Check, string]>([
  [check('culprit', 'passed', 4), 'Culprit fails 4 of 4'],
  [{ ...check('parent', 'passed'), passes: 4 }, 'Parent passes 4 of 4'],
  [{ ...check('merge base', 'failed', 1), passes: 2 }, 'Merge base fails 1 of 3'],
  [check('revert', 'conflict'), 'Revert on the bad revision does not apply'],
  [check('revert on culprit', 'conflict'), 'Revert on the culprit does not apply'],
  [check('fix', 'conflict'), 'Patch without the culprit: the patch does not apply'],
  [{ ...check('revert on culprit', 'passed'), passes: 3 }, 'Culprit with itself reverted passes 3 of 3'],
  [check('revert', 'does not build'), 'Bad revision with the culprit reverted does not build'],
  [check('good revision', 'could not tell'), 'Good revision gave no clear result'],
])('%j', (value, words) => {
  expect(checkWords(value)).toBe(words)
})

test('how something failed that had to is no news; all other reasons are told', () => {
  expect(checkReason(check('culprit', 'passed', 4, 'panic in f'))).toBeUndefined()
  expect(checkReason(check('merge base', 'failed', 1, 'panic in f'))).toBe('panic in f')
  expect(checkReason(check('revert', 'conflict', 0, 'mm/cma.c'))).toBe('mm/cma.c')
})
