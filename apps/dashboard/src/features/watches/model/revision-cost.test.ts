import { expect, test } from 'vitest'
import { revisionCostWords } from './revision-cost.ts'
import { emptyWatchForm } from './watch-form.ts'

const form = emptyWatchForm('lab')
const twice = <T>(items: readonly T[]) => [...items, ...items]
const builds = form.tests.map((each) => ({ ...each, test: 'build' as const }))

test.each([
  [form, '1 build · 2 boots'],
  [{ ...form, targets: twice(form.targets) }, '2 builds · 4 boots'],
  [{ ...form, tests: twice(form.tests), runs: '3' }, '1 build · 6 boots'],
  [{ ...form, tests: builds }, '1 build · no boots'],
  [{ ...form, tests: [...form.tests, ...builds] }, '1 build · 2 boots'],
  [{ ...form, runs: 'some' }, '1 build'],
])('the cost of a revision counts targets, tests that boot, and runs', (asked, words) => {
  expect(revisionCostWords(asked)).toBe(words)
})
