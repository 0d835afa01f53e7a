import { expect, test } from 'vitest'
import { branchMatcher } from './match-branches.ts'

test.each([
  [['master'], 'master', true],
  [['master'], 'master-2', false],
  [['ci/*'], 'ci/mm/fixes', true],
  [['ci/*'], 'ci', false],
  [['a.c'], 'abc', false],
  [['main', '*-next'], 'mm-next', true],
  [['*'], 'tags/v6.1', false],
  [['tags/next-*'], 'tags/next-20260101', true],
  [['tags/*'], 'master', false],
])('the patterns %j and %s: %j', (patterns, name, expected) => {
  expect(branchMatcher(patterns)(name)).toBe(expected)
})
