import { expect, test } from 'vitest'
import { logRows } from './log-rows.ts'

test('lines behind a gap are counted from the end', () => {
  const rows = logRows({ head: ['a'], tail: ['y', 'z'], gap: { start: 2, end: 9 } })
  expect(rows.map((row) => (row.kind === 'line' ? row.number : 'gap'))).toEqual([1, 'gap', -2, -1])
})
