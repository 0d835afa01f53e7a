import { expect, test } from 'vitest'
import { canChangeWords, doubts, percent, unsureWords } from './belief.ts'

test('a probability never claims more than is known', () => {
  const said = [0, 0.0004, 0.004, 0.0321, 0.096, 0.48, 0.989, 0.9949, 0.99951, 1].map(percent)
  expect(said).toEqual([
    ...['under 0.1 %', 'under 0.1 %', '0.4 %', '3.2 %', '9.6 %', '48 %', '99 %', '99.4 %'],
    ...['over 99.9 %', 'over 99.9 %'],
  ])
})

test('how unsure the engine is, is a number of commits', () => {
  expect([1.01, 2.4, 8, 1234.5].map(unsureWords)).toEqual([
    'As good as sure of one commit',
    'As unsure as among 2.4 commits',
    'As unsure as among 8 commits',
    'As unsure as among 1,235 commits',
  ])
})

test('commits that can change the kernel are counted beside all', () => {
  expect(canChangeWords(611, 4812)).toBe('611 of 4,812 commits can change this kernel')
  expect(canChangeWords(64, 64)).toBe('All 64 commits can change this kernel')
})

test('doubts are told above one per cent', () => {
  expect(doubts({ noChange: 0.01, notMonotone: 0.002 })).toEqual([])
  expect(doubts({ noChange: 0.12, notMonotone: 0.034 })).toEqual([
    '12 % that nothing in the range changed the failure',
    '3.4 % that it came and went more than once',
  ])
})
