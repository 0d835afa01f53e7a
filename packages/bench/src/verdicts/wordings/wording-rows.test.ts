import type { CorpusScore, CorpusTally } from '@kbisect/verdict'
import { expect, test } from 'vitest'
import { wordingRows } from './wording-rows.ts'

const tally = (of: number, ...wrong: string[]): CorpusTally => ({ right: of - wrong.length, of, wrong })
const ALL: CorpusScore = {
  logs: 10,
  results: tally(10),
  kinds: tally(8, 'a: kind'),
  functions: tally(8, 'a: function', 'b: function'),
  places: tally(0),
  signatures: tally(8),
  stages: tally(10),
  warnings: tally(10),
  merges: tally(20, 'a and b'),
  splits: tally(8),
}
const rowsOf = (mails: CorpusTally) =>
  wordingRows({ all: ALL, mails, architectures: new Map([['arm', tally(4, 'a: kind')] as const]) })
const find = (row: string, mails = tally(20, 'c')) => rowsOf(mails).find((one) => one.row === row)

test('shares are of the wordings that have something to be right about', () => {
  expect(find('wordings')?.value).toBe(10)
  expect(find('right: kinds')).toMatchObject({ setting: '8 failures in the wordings', value: 87.5 })
  expect(find('right: functions')?.value).toBe(75)
  expect(find('right: places')?.value).toBe(100)
  expect(find('right: kind and function')).toMatchObject({ setting: '4 failures in the wordings, arm', value: 75 })
})

test('no false merge, no false split and 95 % of the functions in subjects are promised', () => {
  expect(find('false merges')).toMatchObject({ value: 1, target: 0, met: false })
  expect(find('false splits')).toMatchObject({ value: 0, target: 0, met: true })
  expect(find('right: functions that subjects name')).toMatchObject({ value: 95, target: 95, met: true })
  expect(find('right: functions that subjects name', tally(20, 'c', 'd'))).toMatchObject({ value: 90, met: false })
})
