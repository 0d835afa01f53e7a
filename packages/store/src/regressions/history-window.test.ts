import { expect, test } from 'vitest'
import { aroundRange, type HistoryRow } from './history-window.ts'

const row = (commit: string, seconds: number, position: number | null = null): HistoryRow => ({
  commit,
  committedAt: new Date(seconds * 1000),
  position,
})
const names = (rows: readonly HistoryRow[]): string => rows.map(({ commit }) => commit).join('')

test('commits come oldest first, those of the range in its own order', () => {
  const older = [row('e', 9, 1), row('d', 9, 0), row('f', 9, 2), row('b', 5), row('a', 4)]
  expect(names(aroundRange(older, [row('g', 12), row('h', 13)], 10))).toBe('abdefgh')
})

test('a commit of the range with a clock of its own stays at its place', () => {
  expect(names(aroundRange([row('c', 9, 2), row('a', 1)], [row('b', 50, 1), row('d', 60)], 10))).toBe('abcd')
})

test.each([
  [6, 6, 'defghi'],
  [6, 1, 'bcdefg'],
  [1, 6, 'fghijk'],
  [2, 2, 'efgh'],
])('of %i older and %i newer commits the nearest six are kept', (before, after, expected) => {
  const older = 'fedcba'
    .split('')
    .slice(0, before)
    .map((commit, at) => row(commit, 10 - at))
  const newer = 'ghijkl'
    .split('')
    .slice(0, after)
    .map((commit, at) => row(commit, 20 + at))
  expect(names(aroundRange(older, newer, 6))).toBe(expected)
})
