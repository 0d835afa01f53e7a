import { expect, test } from 'vitest'
import { drawCase } from '../toy/draw-case.ts'
import type { CaseResult, Judgement } from '../toy/judge-answer.ts'
import { soakRows } from './soak-rows.ts'

const result = (
  number: number,
  regressed: boolean,
  judgement: Judgement,
  outcome = 'culprit, confirmed',
): CaseResult => ({
  id: `${number}`,
  toyCase: { ...drawCase('rows', number), regressed, failing: regressed ? 0.7 : 0, failingWithout: 0, traits: [] },
  judgement,
  outcome,
  reason: '',
  commits: 20,
  builds: 8,
  boots: 24,
  seconds: 30,
  infrastructureErrors: number === 1 ? 2 : 0,
  pauses: 0,
})

const RESULTS = [
  result(1, true, 'exact'),
  result(2, true, 'exact'),
  result(3, true, 'WRONG'),
  result(4, true, 'range', 'range'),
  result(5, false, 'none, rightly', 'not-reproduced'),
]

const rows = soakRows(RESULTS, new Map([['worker', 9] as const]), { lost: ['b1: event finished'], doubled: [] })
const value = (row: string, setting: string) => rows.find((one) => one.row === row && one.setting === setting)?.value

test('a range is no culprit that was named: it lowers the share of all, not of those named', () => {
  expect(value('exact culprits, of all', 'with a regression (4)')).toBe(50)
  expect(value('exact culprits, of those named', 'with a regression (4)')).toBe(66.7)
  expect(value('exact culprits, of those named', 'failing in 70 % of boots (4)')).toBe(66.7)
})

test('wrong answers have a row even where there are none', () => {
  expect(value('answers: WRONG', 'with a regression (4)')).toBe(1)
  expect(value('answers: WRONG', 'without a regression (1)')).toBe(0)
  expect(value('answers: no answer', 'with a regression (4)')).toBeUndefined()
})

test('costs stand beside the halvings that a range of that length needs', () => {
  expect(value('ceil(log2 commits), mean', 'with a regression (4)')).toBe(5)
  expect(value('boots, mean', 'with a regression (4)')).toBe(24)
  expect(value('infrastructure errors', '5 bisections')).toBe(2)
  expect(value('killed: worker', '5 bisections')).toBe(9)
  expect([value('lost', '5 bisections'), value('doubled', '5 bisections')]).toEqual([1, 0])
})
