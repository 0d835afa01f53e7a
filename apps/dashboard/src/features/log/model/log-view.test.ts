import { expect, test } from 'vitest'
import { LogView } from './log-view.ts'

const view = new LogView([
  { kind: 'lines', lines: ['one', '\u001b[31mtwo\u001b[0m'], first: 1 },
  { kind: 'gap', gap: { start: 8, end: 90 } },
  { kind: 'lines', lines: ['last but one', 'last'], first: -2 },
])

test('rows are lines with their numbers, and gaps between them', () => {
  expect(view.count).toBe(5)
  expect(view.row(1)).toMatchObject({ kind: 'line', number: 2 })
  expect(view.row(2)).toEqual({ kind: 'gap', gap: { start: 8, end: 90 } })
  expect(view.row(4)).toEqual({ kind: 'line', text: 'last', number: -1 })
  expect(view.row(5)).toBeUndefined()
})

test('a line is found by its number where it is loaded', () => {
  expect([2, -1, 3, 0].map((number) => view.rowOf(number))).toEqual([1, 4, undefined, undefined])
})

test('texts are without colours', () => {
  expect(view.texts()).toEqual(['one', 'two', '', 'last but one', 'last'])
})
