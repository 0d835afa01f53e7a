import type { TrendDay } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { trendRows } from './trend-rows.ts'

const now = Date.parse('2026-03-02T00:30:00Z')
const day = (tree: string, name: string, more: Partial<TrendDay> = {}): TrendDay => ({
  ...{ tree, day: name, failing: 0, passing: 0, regressions: 0, bisections: 0, culprits: 0 },
  ...more,
})

test('a tree has a point for each day, also over the end of a month, and the days on which nothing happened are zero', () => {
  const items = [
    day('lab', '2026-02-28', { failing: 3, passing: 1 }),
    day('lab', '2026-03-02', { failing: 1, regressions: 2 }),
  ]
  expect(trendRows(items, 3, now)).toEqual([
    {
      tree: 'lab',
      points: [
        { day: '2026-02-28', failing: 3, passing: 1, regressions: 0 },
        { day: '2026-03-01', failing: 0, passing: 0, regressions: 0 },
        { day: '2026-03-02', failing: 1, passing: 0, regressions: 2 },
      ],
      total: { failing: 4, passing: 1, regressions: 2 },
    },
  ])
})

test('trees with most failures come first; one in which only bisections ended has no row', () => {
  const items = [
    day('quiet', '2026-03-01', { passing: 9 }),
    day('ended', '2026-03-01', { bisections: 1 }),
    day('bad', '2026-03-01', { failing: 2 }),
  ]
  expect(trendRows(items, 30, now).map(({ tree }) => tree)).toEqual(['bad', 'quiet'])
})
