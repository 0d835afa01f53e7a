import type { Bisection } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { checkScenario } from '../../../fixture/check-scenario.fixture.ts'
import { checkSteps } from './check-steps.ts'

const running = checkScenario('check').bisection
const ended = checkScenario('check', {
  ...{ cause: 'boundaries alike', state: 'flaky', bad: [3, 1], good: [3, 1], found: 'Flaky.' },
}).bisection
const steps = (bisection: Bisection, more: Partial<Bisection> = {}) =>
  checkSteps({ ...bisection, ...more }).map(({ status }) => status)
const alone = { good: running.bad }
const found = { check: { revision: running.bad.hash, state: 'failed', regressionId: 'r' } } as const
const comparing = {
  progress: {
    ...running.progress,
    working: running.progress.working.map((task) => ({ ...task, commit: running.good.hash })),
  },
}
const cancelled = ended.result && { result: { ...ended.result, outcome: 'cancelled' as const, checks: [] } }

test.each<[string, string[], string[]]>([
  ['under way', steps(running), ['current', 'waiting', 'waiting']],
  ['that builds or boots the last good revision', steps(running, comparing), ['done', 'current', 'waiting']],
  ['with no revision to compare with', steps(running, alone), ['current', 'spared', 'waiting']],
  ['that is paused', steps(running, { state: 'paused' }), ['stopped', 'waiting', 'waiting']],
  ['whose regression waits for its bisection', steps(running, found), ['done', 'done', 'current']],
  ['that compared', steps(ended), ['done', 'done', 'done']],
  ['that was cancelled', steps(ended, cancelled ?? {}), ['stopped', 'spared', 'spared']],
])('a check %s has the steps %j', (_, actual, expected) => {
  expect(actual).toEqual(expected)
})
