import { expect, test } from 'vitest'
import { comparedWith, doneWords, moreWorkWords, shareDone } from './work-progress.ts'

const expected = { builds: 1, runs: 2, seconds: 3 }

test('a bisection has done nothing before its first estimate, and all when it is over', () => {
  expect(shareDone({ state: 'queued', expected: null })).toBe(0)
  expect(shareDone({ state: 'running', expected })).toBe(0)
  expect(shareDone({ state: 'running', expected: { ...expected, done: 0.38 } })).toBe(0.38)
  expect(shareDone({ state: 'finished', expected: null })).toBe(1)
})

test('a bar stays where it was when the estimate trembles, and says so when it goes back', () => {
  expect(comparedWith(0, 0.4)).toEqual({ share: 0.4 })
  expect(comparedWith(0.4, 0.39)).toEqual({ share: 0.4 })
  expect(comparedWith(0.62, 0.4)).toEqual({ share: 0.4, before: 0.62 })
  expect(moreWorkWords(0.629)).toBe('More tests are needed than expected before (it was 62 %).')
})

test('the words of a share never say more than was done', () => {
  expect([0, 0.389, 0.999].map(doneWords)).toEqual(['0 % done', '38 % done', '99 % done'])
})
