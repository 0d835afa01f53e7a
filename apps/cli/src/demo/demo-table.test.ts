import { expect, test } from 'vitest'
import type { DemoAnswer } from './demo-answer.ts'
import { demoTable } from './demo-table.ts'

const answer: DemoAnswer = {
  scenario: 'cma',
  outcome: 'culprit',
  label: 'confirmed',
  culprit: null,
  affected: [],
  unaffected: [],
  failsIn: null,
  failureRate: 1,
  failureRuns: 8,
  revert: 'passed',
  otherFailures: [],
  sides: [],
  expectedCulprit: '',
  wrong: [],
  runs: 40,
  builds: 19,
  wallSeconds: 754.2,
  url: '',
}

test('each scenario has its line, with what was wrong and what went wrong', () => {
  const wrong = { ...answer, scenario: 'flaky', outcome: 'range', label: null, wrong: ['the outcome is range', 'late'] }
  expect(demoTable([answer, wrong, { scenario: 'merge', error: 'no disk' }])).toEqual([
    'scenario  answer  label      builds  runs  time',
    'cma       right   confirmed  19      40    12:34',
    'flaky     wrong   range      19      40    12:34  the outcome is range; late',
    'merge     none                                    no disk',
  ])
})
