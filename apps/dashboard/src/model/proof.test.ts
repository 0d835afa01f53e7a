import type { Check } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { proofWords } from './proof.ts'

const check = (name: Check['name'], passes: number, failures: number, result: Check['result'] = 'passed'): Check => ({
  name,
  commit: 'a'.repeat(40),
  result,
  passes,
  failures,
})

test('culprit, parent and revert make one sentence', () => {
  expect(
    proofWords([check('bad end', 0, 3), check('culprit', 0, 3), check('parent', 3, 0), check('revert', 3, 0)]),
  ).toBe('It fails 3 of 3 runs, its parent passes 3 of 3, and without it the bad end passes.')
})

test('the parents of a merge are counted together', () => {
  expect(proofWords([check('culprit', 0, 2), check('parent', 2, 0), check('parent', 2, 0)])).toBe(
    'It fails 2 of 2 runs, and its parents pass 4 of 4.',
  )
})

test('a revert that conflicts is said to', () => {
  expect(proofWords([check('revert', 0, 0, 'conflict')])).toBe('It cannot be reverted on its own.')
})

test('nothing is claimed without checks', () => {
  expect(proofWords([check('bad end', 0, 3)])).toBe('')
})
