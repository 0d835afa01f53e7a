import { expect, test } from 'vitest'
import { type Cause, type Check, causes, checkResults } from './bisection-result.ts'
import { checkedState } from './check-state.ts'

const check = (name: 'bad revision' | 'good revision', passes: number, failures: number): Check => ({
  ...{ name, commit: 'a'.repeat(40), result: 'passed', passes, failures },
})
const fails = check('bad revision', 0, 3)

test.each<[Cause, readonly Check[], string]>([
  ['bad revision passes', [check('bad revision', 2, 0)], 'passed'],
  ['same kernel', [], 'passed'],
  ['not bisected', [fails, check('good revision', 3, 0)], 'failed'],
  ['known regression', [fails], 'failed'],
  ['no good revision', [fails], 'failed'],
  ['no good revision', [check('bad revision', 1, 2)], 'flaky'],
  ['good revision fails', [fails, check('good revision', 0, 3)], 'inherited'],
  ['good revision fails', [fails, check('good revision', 1, 3)], 'flaky'],
  ['boundaries alike', [check('bad revision', 4, 2), check('good revision', 5, 2)], 'flaky'],
  ['good revision cannot be tested', [fails], 'failed'],
  ['good revision fails otherwise', [fails], 'failed'],
  ['bad revision cannot be tested', [check('bad revision', 0, 0)], 'not known'],
  ['bad revision cannot be tested', [{ ...check('bad revision', 0, 0), result: 'does not build' }], 'does not build'],
  ['bad revision fails otherwise', [], 'not known'],
])('a check that ends by "%s" with %j has the result "%s"', (cause, checks, state) => {
  expect(checkedState({ cause, checks: [...checks] })).toBe(state)
})

test('a check that was cancelled says nothing of its revision', () => {
  expect(checkedState({ cause: null, checks: [] })).toBe('not known')
})

test('nothing that only a search comes to makes a revision pass or fail', () => {
  const ofSearches: Cause[] = ['inherited', 'no change', 'contradiction', 'untestable commits', 'budget']
  expect(causes).toEqual(expect.arrayContaining(ofSearches))
  for (const result of checkResults.filter((one) => one !== 'does not build'))
    expect(ofSearches.map((cause) => checkedState({ cause, checks: [{ ...fails, result }] }))).toEqual(
      ofSearches.map(() => 'not known'),
    )
})
