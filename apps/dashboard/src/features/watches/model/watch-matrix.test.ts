import type { WatchResult } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { watchedRevision, watchResult } from '../../../fixture/watch-world.fixture.ts'
import { failureGroups, watchMatrix } from './watch-matrix.ts'

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

test('failures of one regression are one group, others are apart, and passes are none', () => {
  const signature = { kind: 'panic', text: 'panic in f' }
  const groups = failureGroups({
    results: [
      result('arm', { state: 'failed', signature, regressionId: 'regression1' }),
      result('arm64', { state: 'failed', signature, regressionId: 'regression1' }),
      result('x86_64', { state: 'does not build', signature: { kind: 'build-failed', text: 'error' } }),
      result('arm/kasan', { state: 'passed' }),
    ],
  })
  expect(groups.map(({ failure, regressionId, results }) => [failure, regressionId, results.length])).toEqual([
    ['panic in f', 'regression1', 2],
    ['error', null, 1],
  ])
})
