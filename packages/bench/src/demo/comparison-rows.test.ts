import { expect, test } from 'vitest'
import { rowLines } from '../row-lines.ts'
import { comparisonRows } from './comparison-rows.ts'
import { readAnswers } from './run-by-hand.ts'
import { readAnswer } from './run-kbisect.ts'

const culprit = 'c'.repeat(40)
const target = (name: 'arm' | 'x86_64', affected: boolean) => ({
  name,
  architecture: name,
  config: '',
  cmdline: '',
  affected,
})
const subject = { setting: 'toy', culprit, targets: [target('arm', true), target('x86_64', false)] }
const attempt = (seconds: number, answers: Record<string, string>) => ({
  seconds,
  builds: 10,
  boots: 20,
  answers: new Map(Object.entries(answers)),
})
const right = { arm: culprit, x86_64: 'not affected' }
const rowOf = (rows: ReturnType<typeof comparisonRows>, name: string) => rows.find(({ row }) => row === name)

test('both sides, and the ratio', () => {
  const rows = comparisonRows(subject, attempt(100, right), attempt(250, { arm: 'could not tell' }), true)
  expect(rowOf(rows, 'kbisect: right answers')).toMatchObject({ value: 2, target: 2, met: true })
  expect(rowOf(rows, 'git bisect run: right answers')).toMatchObject({ value: 0, target: null, met: null })
  expect(rowOf(rows, 'git bisect run / kbisect: wall time')).toMatchObject({ value: 2.5, target: 1, met: true })
  for (const row of rows) expect(Object.keys(row)).toEqual(['row', 'setting', 'value', 'unit', 'target', 'met'])
})

test('a promise that is not kept is said', () => {
  const rows = comparisonRows(subject, attempt(100, { ...right, x86_64: culprit }), attempt(50, right), true)
  expect(rows.filter(({ met }) => met === false).map(({ row }) => row)).toEqual([
    'kbisect: right answers',
    'git bisect run / kbisect: wall time',
  ])
  expect(rowLines(rows).filter((line) => line.endsWith('NO'))).toHaveLength(2)
})

test('a stand-in promises no speed', () => {
  const rows = comparisonRows(subject, attempt(100, right), attempt(50, right), false)
  expect(rows.every(({ met }) => met !== false)).toBe(true)
})

test('reads what the command says, be it run or demo', () => {
  const expected = new Map(Object.entries(right))
  const common = { culprit: { hash: culprit }, builds: 3, runs: 7 }
  const affectedTargets = [
    { target: 'arm', result: 'affected' },
    { target: 'x86_64', result: 'not affected' },
    { target: 'arm64', result: 'could not tell' },
  ]
  const said = (answer: object) => readAnswer(`the report\n${JSON.stringify(answer)}\n`)
  expect(said({ ...common, affectedTargets })).toEqual({ builds: 3, boots: 7, answers: expected })
  expect(said({ ...common, affected: ['arm'], unaffected: ['x86_64'] }).answers).toEqual(expected)
})

test('reads what the script says', () => {
  expect(readAnswers(`arm: ${culprit}\narm/no-cma: not affected\n`)).toEqual(
    new Map([
      ['arm', culprit],
      ['arm/no-cma', 'not affected'],
    ]),
  )
})
