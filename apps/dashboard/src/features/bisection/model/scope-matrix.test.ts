import { expect, test } from 'vitest'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { scopeMatrix } from './scope-matrix.ts'

const { bisection } = scenario('finishedbisect', Number.POSITIVE_INFINITY)

test('targets are told by architecture and configuration, with a hole where none was asked for', () => {
  const { configs, rows } = scopeMatrix(bisection)
  expect(configs).toEqual(['tinyconfig+lab', 'tinyconfig+lab+no-dma-cma'])
  expect(rows.map(({ architecture, cells }) => [architecture, ...cells.map(([cell]) => cell?.result)])).toEqual([
    ['arm64', 'affected', 'not affected'],
    ['arm', 'affected', 'not affected'],
    ['x86_64', 'not affected', undefined],
  ])
})

test('before anything is known, nothing is tested; the main target of a culprit is affected though no scope names it', () => {
  const { result } = bisection
  expect(scopeMatrix({ ...bisection, result: null }).rows[0]?.cells[0]?.[0]?.result).toBe('not tested')
  const unscoped = result && { ...result, scope: [] }
  const [arm64, arm] = scopeMatrix({ ...bisection, result: unscoped }).rows
  expect(arm64?.cells[0]).toEqual([{ target: 'arm64', result: 'affected' }])
  expect(arm?.cells[0]).toEqual([{ target: 'arm', result: 'not tested' }])
})
