import type { CorpusScore, CorpusTally } from '@kbisect/verdict'
import { expect, test } from 'vitest'
import { corpusRows } from './corpus-rows.ts'

const tally = (of: number, ...wrong: string[]): CorpusTally => ({ right: of - wrong.length, of, wrong })
const SCORE: CorpusScore = {
  logs: 10,
  results: tally(10),
  kinds: tally(8, 'a: kind'),
  functions: tally(8),
  places: tally(0),
  signatures: tally(8, 'a: kind', 'b: place'),
  stages: tally(10),
  warnings: tally(10),
  merges: tally(20, 'a and b'),
  splits: tally(8),
}
const rows = corpusRows(SCORE, { merges: { pairs: 20, wrong: 4 }, splits: { pairs: 8, wrong: 5 } }, 41.26)
const find = (row: string) => rows.find((one) => one.row === row)

test('what is right is a share of what there is to be right about', () => {
  expect(find('right: kinds')).toMatchObject({ setting: '8 failures', value: 87.5, unit: '%' })
  expect(find('right: signatures')?.value).toBe(75)
  expect(find('right: places')?.value).toBe(100)
})

test('no merge and no split is promised; the obvious rule stands beside them', () => {
  expect(find('false merges')).toMatchObject({ value: 1, target: 0, met: false })
  expect(find('false splits')).toMatchObject({ value: 0, target: 0, met: true })
  expect(find('first failing line, numbers masked: false merges')).toMatchObject({ value: 4, met: null })
  expect(find('first failing line, numbers masked: false splits')?.value).toBe(5)
})

test('the speed stands at the end', () => {
  expect(rows.at(-1)).toMatchObject({ value: 41.3, unit: 'MB/s' })
})
