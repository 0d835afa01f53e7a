import { expect, test } from 'vitest'
import { alignLines } from './align-lines.ts'

const align = (left: string, right: string) => alignLines(left.split(''), right.split('')).map(([l, r]) => `${l}${r}`)

test('what is the same at both ends is paired, and what was put in between is not', () => {
  expect(align('abc', 'axbc')).toEqual(['00', '12', '23'])
  expect(align('', 'abc')).toEqual([])
})

test('lines that are there once hold the rest in place, though others repeat', () => {
  expect(align('--A--B--', '-A----B-')).toEqual(['00', '21', '32', '43', '56', '77'])
})

test('lines that changed places are paired once', () => {
  const pairs = align('ABCD', 'CDAB')
  expect(pairs.length).toBe(2)
})

test('two logs of a hundred thousand lines are aligned in little time, whatever they hold', () => {
  const lines = (salt: string) =>
    Array.from({ length: 100_000 }, (_, index) => (index % 7 === 0 ? `${salt} ${index}` : `line ${index % 50}`))
  const [left, right] = [lines('left'), lines('right')]
  const same = alignLines(left, [...left.slice(0, 50_000), 'new', ...left.slice(50_000)])
  expect(same.length).toBe(100_000)
  expect(alignLines(left, right).length).toBeLessThan(100_000)
})
