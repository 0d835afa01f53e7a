import { expect, test } from 'vitest'
import { drawCase } from '../toy/draw-case.ts'
import type { Judgement } from '../toy/judge-answer.ts'
import { bisectionRows, type TroubledResult, type TroubledRun } from './bisection-rows.ts'

const result = (number: number, judgement: Judgement, more: Partial<TroubledResult> = {}): TroubledResult => {
  const regressed = judgement !== 'none, rightly'
  return {
    id: `${number}`,
    toyCase: { ...drawCase('rows', number), regressed },
    judgement,
    outcome: judgement === 'exact' ? 'culprit, confirmed' : 'range',
    reason: '',
    commits: 20,
    builds: 8,
    boots: 24,
    seconds: 30,
    infrastructureErrors: 3,
    pauses: 0,
    taken: [],
    script: { troubled: { exact: 0.5, range: 0.1, wrong: 0.4 }, untroubled: { exact: 0.75, range: 0, wrong: 0.25 } },
    ...more,
  }
}

const RUN: TroubledRun = {
  results: [result(1, 'exact'), result(2, 'range'), result(3, 'none, rightly', { pauses: 1 }), result(4, 'exact')],
  wanted: 4,
  faults: 10,
  injected: [
    { where: 'boot', kind: 'killed', what: '/a' },
    { where: 'boot', kind: 'crashed', what: '/b' },
    { where: 'git', kind: 'killed', what: 'checkout:c' },
  ],
  cpuSeconds: 50,
}
const find = (run: TroubledRun, row: string, setting = '') =>
  bisectionRows(run).find((one) => one.row === row && one.setting.startsWith(setting))

test('right is the exact culprit, or rightly none; a range around it stands apart', () => {
  expect(find(RUN, 'right outcomes')?.value).toBe(75)
  expect(find(RUN, 'answers: range', 'with a regression (3)')?.value).toBe(1)
  expect(find(RUN, 'answers: none, rightly', 'without a regression (1)')?.value).toBe(1)
})

test('the script that boots once stands beside it, with the same faults and without', () => {
  expect(find(RUN, 'git bisect run, one boot each: right outcomes', '4 bisections')?.value).toBe(50)
  expect(find(RUN, 'git bisect run, one boot each: wrong outcomes', '4 bisections')?.value).toBe(40)
  expect(find(RUN, 'git bisect run, one boot each: ranges with the culprit', '4 bisections')?.value).toBe(10)
  expect(find(RUN, 'git bisect run, one boot each: right outcomes', 'the same without')?.value).toBe(75)
})

test('faults are counted by what they struck, and beside them what the program noted', () => {
  const counted = ['builds', 'boots', 'git'].map((what) => find(RUN, `faults injected: ${what}`)?.value)
  expect(counted).toEqual([0, 2, 1])
  expect(find(RUN, 'faults noted by the program')?.value).toBe(12)
  expect(find(RUN, 'pauses')?.value).toBe(1)
  expect(find(RUN, 'CPU time, mean')?.value).toBe(12.5)
})

test('a fault that was taken for a verdict breaks the promise', () => {
  expect(find(RUN, 'faults taken for verdicts')).toMatchObject({ value: 0, target: 0, met: true })
  const taken = [{ where: 'boot', kind: 'killed', what: '/a' }] as const
  const broken = { ...RUN, results: [...RUN.results, result(5, 'exact', { taken })] }
  expect(find(broken, 'faults taken for verdicts')).toMatchObject({ value: 1, target: 0, met: false })
})

test('a run that was interrupted tells what it has, and that it is not all', () => {
  expect(find(RUN, 'bisections')).toMatchObject({ value: 4, target: 4, met: true })
  expect(find({ ...RUN, wanted: 200 }, 'bisections')).toMatchObject({ value: 4, target: 200, met: false })
  expect(find({ ...RUN, wanted: undefined }, 'bisections')).toMatchObject({ value: 4, target: null, met: null })
  expect(bisectionRows({ ...RUN, results: [], wanted: 2 })).toHaveLength(1)
})
