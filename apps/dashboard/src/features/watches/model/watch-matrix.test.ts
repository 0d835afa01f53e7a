import type { WatchResult } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { watchedRevision, watchResult } from '../../../fixture/watch-world.fixture.ts'
import { watchMatrix } from './watch-matrix.ts'

const result = (target: string, changes: Partial<WatchResult> = {}) => watchResult(target, changes)

test('each target and test has a column, and a revision without a result there an empty cell', () => {
  const { columns, rows } = watchMatrix([
    watchedRevision('b', [result('arm'), result('arm', { test: 'build', testIndex: 1 })]),
    watchedRevision('a', [result('arm64')]),
  ])
  expect(columns).toEqual(['arm', 'arm build', 'arm64'])
  expect(rows.map(({ cells }) => cells.map((cell) => cell?.target ?? null))).toEqual([
    ['arm', 'arm', null],
    [null, null, 'arm64'],
  ])
})

test('two tests of one kind have a column each', () => {
  const script = (testIndex: number) => result('arm', { test: 'script', testIndex })
  const { columns, rows } = watchMatrix([watchedRevision('b', [result('arm'), script(1), script(2)])])
  expect(columns).toEqual(['arm', 'arm script #2', 'arm script #3'])
  expect(rows.map(({ cells }) => cells.map((cell) => cell?.testIndex))).toEqual([[0, 1, 2]])
})
