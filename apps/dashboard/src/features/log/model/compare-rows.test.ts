import { expect, test } from 'vitest'
import { panicLog } from '../../../fixture/console-log.fixture.ts'
import { compareLogs, differencesIn, foldSame } from './compare-rows.ts'

const words = (rows: ReturnType<typeof compareLogs>) =>
  rows.map((row) =>
    row.kind === 'fold' ? `fold ${row.count}` : `${row.good ?? '-'}${row.kind === 'same' ? '=' : '|'}${row.bad ?? '-'}`,
  )

test('lines that differ stand side by side as far as both sides have some', () => {
  const good = ['[ 0.1] one', '[ 0.2] old', '[ 0.3] last']
  const bad = ['[ 0.7] one', '[ 0.8] new', '[ 0.8] more', '[ 0.9] last']
  expect(words(compareLogs(good, bad))).toEqual(['0=0', '1|1', '-|2', '2=3'])
})

test('long sections that are the same are folded but for what is around differences', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `line ${index}`)
  const rows = compareLogs(lines, lines.toSpliced(20, 1, 'other'))
  const folded = foldSame(rows, new Set())
  expect(words(folded)).toEqual([
    'fold 16',
    ...[16, 17, 18, 19].map((index) => `${index}=${index}`),
    '20|20',
    ...[21, 22, 23, 24].map((index) => `${index}=${index}`),
    'fold 15',
  ])
  expect(differencesIn(folded)).toEqual([5])
  const [first] = folded
  expect(foldSame(rows, new Set([first?.kind === 'fold' ? first.from : -1])).length).toBe(26)
})

test('of a good boot and one that dies, what differs begins where it dies', () => {
  const bad = panicLog().split('\r\n')
  const died = bad.findIndex((line) => line.includes('Unable to handle'))
  const good = [...bad.slice(0, died).map((line) => line.replace('0.0000', '0.1111')), '[    1.2] Run /init', 'passed']
  const rows = compareLogs(good, bad)
  expect(differencesIn(rows)).toEqual([died])
})
