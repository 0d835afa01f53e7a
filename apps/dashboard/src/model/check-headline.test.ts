import type { Bisection, Cause, RevisionCheck } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { checkScenario } from '../fixture/check-scenario.fixture.ts'
import { headline } from './headline.ts'

const running = checkScenario('check').bisection
const revision = running.bad.hash.slice(0, 12)
const words = (bisection: Bisection) => {
  const { sentence, detail } = headline(bisection)
  return [sentence.map(({ text }) => text).join(''), detail]
}

test.each<[Cause, RevisionCheck['state'], string]>([
  ['bad revision passes', 'passed', `Booting on arm64 works at ${revision}`],
  ['boundaries alike', 'flaky', `Flaky: booting on arm64 fails now and then at ${revision}`],
  ['good revision fails', 'inherited', `Inherited: booting on arm64 fails at ${revision} and at the earlier revision`],
  ['bad revision cannot be tested', 'does not build', `${revision} does not build for arm64`],
  ['bad revision cannot be tested', 'not known', `It cannot be told how arm64 does at ${revision}`],
  ['not bisected', 'failed', `Regression: booting on arm64 fails at ${revision}, and works at the last good revision`],
  ['known regression', 'failed', `Not new: booting on arm64 still fails at ${revision}`],
  ['no good revision', 'failed', `Booting on arm64 fails at ${revision}, and has passed at no earlier revision`],
  [
    'good revision cannot be tested',
    'failed',
    `Booting on arm64 fails at ${revision}; it cannot be told whether that is new`,
  ],
])('a check that ends by "%s" as "%s" has the headline "%s"', (cause, state, title) => {
  const { bisection } = checkScenario('check', { cause, state, found: 'As it was found.', bad: [1, 1] })
  expect(words(bisection)).toEqual([title, 'As it was found.'])
})

test('a check under way, paused or waiting for its bisection says so', () => {
  expect(words(running)).toEqual([
    `Testing ${revision} on arm64`,
    expect.stringContaining('It passes when no run fails'),
  ])
  expect(words({ ...running, good: running.bad })[1]).toContain('has passed at no earlier revision')
  expect(words({ ...running, state: 'paused', reason: 'No disk.' })).toEqual([
    `Paused while testing ${revision} on arm64`,
    'No disk.',
  ])
  const check = { revision: running.bad.hash, state: 'failed', regressionId: 'r' } as const
  expect(words({ ...running, check })[1]).toContain('Its bisection begins when')
})

test.each([
  ['cancelled', `Cancelled while testing ${revision} on arm64`],
  ['error', `An error ended the test of ${revision} on arm64`],
] as const)('a check that ended as %s has the headline "%s"', (outcome, title) => {
  const { bisection } = checkScenario('check', {
    ...{ cause: 'contradiction', state: 'not known', found: 'x', bad: [0, 0] },
  })
  const result = bisection.result && { ...bisection.result, outcome, cause: null }
  expect(words({ ...bisection, result })[0]).toBe(title)
})
