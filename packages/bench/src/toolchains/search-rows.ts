import type { Row } from '../benchmark.ts'
import type { SearchResult } from './judge-search.ts'

/** The figures of all searches. */
export function searchRows(results: readonly SearchResult[]): Row[] {
  const setting = `${results.length} searches`
  const count = (holds: (result: SearchResult) => boolean): number => results.filter(holds).length
  const none = (row: string, value: number): Row => ({
    ...{ row, setting, value, unit: 'searches', target: 0, met: value === 0 },
  })
  const sum = (field: 'builds' | 'faults'): number => results.reduce((total, result) => total + result[field], 0)
  const plain = (row: string, value: number, unit: string): Row => ({
    ...{ row, setting, value, unit, target: null, met: null },
  })
  return [
    none(
      'an innocent commit confirmed',
      count(({ innocent, confirmed }) => innocent && confirmed),
    ),
    none(
      'an innocent commit named',
      count(({ innocent }) => innocent),
    ),
    none(
      'builds by two compilers',
      count(({ compilers }) => compilers > 1),
    ),
    none(
      'no answer',
      count(({ answered }) => !answered),
    ),
    plain('builds', sum('builds'), 'builds'),
    plain('infrastructure errors', sum('faults'), 'errors'),
  ]
}
