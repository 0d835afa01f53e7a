import { expect, test } from 'vitest'
import { markMatches, matchingLines, nextMatch } from './log-search.ts'

test('lines are found whatever the case', () => {
  expect(matchingLines(['Kernel panic', 'fine', 'PANIC'], 'panic')).toEqual([0, 2])
  expect(matchingLines(['a'], '')).toEqual([])
})

test('each occurrence in a line is marked', () => {
  expect(markMatches([{ text: 'abcABx', style: '' }], 'ab')).toEqual([
    { text: 'ab', style: '', marked: true },
    { text: 'c', style: '', marked: false },
    { text: 'AB', style: '', marked: true },
    { text: 'x', style: '', marked: false },
  ])
})

test('a word is marked across a change of colour', () => {
  const spans = [
    { text: 'ker', style: 'ansi-1' },
    { text: 'nel!', style: '' },
  ]
  expect(markMatches(spans, 'kernel')).toEqual([
    { text: 'ker', style: 'ansi-1', marked: true },
    { text: 'nel', style: '', marked: true },
    { text: '!', style: '', marked: false },
  ])
})

test('marking loses no text', () => {
  const spans = [
    { text: 'aXbX', style: 'ansi-2' },
    { text: 'Xc', style: '' },
  ]
  expect(
    markMatches(spans, 'x')
      .map((span) => span.text)
      .join(''),
  ).toBe('aXbXXc')
})

test('the next match goes round at the ends', () => {
  expect([nextMatch([3, 9], 3, 1), nextMatch([3, 9], 9, 1), nextMatch([3, 9], 3, -1), nextMatch([], 0, 1)]).toEqual([
    9,
    3,
    9,
    undefined,
  ])
})
