import { expect, test } from 'vitest'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { affectedTargetsMatrix } from './affected-targets-matrix.ts'

const { bisection } = scenario('finishedbisect', Number.POSITIVE_INFINITY)

test('targets are told by architecture and configuration, with a hole where none was asked for', () => {
  const { configs, rows } = affectedTargetsMatrix(bisection)
  expect(configs).toEqual(['tinyconfig+lab', 'tinyconfig+lab+no-dma-cma'])
  expect(rows.map(({ architecture, cells }) => [architecture, ...cells.map(([cell]) => cell?.result)])).toEqual([
    ['arm64', 'affected', 'not affected'],
    ['arm', 'affected', 'not affected'],
    ['x86_64', 'not affected', undefined],
  ])
})

test('before anything is known, nothing is tested; the main target of a culprit is affected though the result does not list it', () => {
  const { result } = bisection
  expect(affectedTargetsMatrix({ ...bisection, result: null }).rows[0]?.cells[0]?.[0]?.result).toBe('not tested')
  const unlisted = result && { ...result, affectedTargets: [] }
  const [arm64, arm] = affectedTargetsMatrix({ ...bisection, result: unlisted }).rows
  expect(arm64?.cells[0]).toEqual([{ target: 'arm64', result: 'affected' }])
  expect(arm?.cells[0]).toEqual([{ target: 'arm', result: 'not tested' }])
})
