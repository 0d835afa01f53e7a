import { expect, test } from 'vitest'
import { likeliestWords } from './format-range.ts'

const ranked = (...probabilities: number[]) =>
  probabilities.map((probability, at) => ({ commit: `${at}`.repeat(40), subject: `s${at}`, probability }))

test('the likeliest commit is named with its probability', () => {
  expect(likeliestWords(ranked(0.6, 0.4))).toBe(' The likeliest is 000000000000 ("s0"), with 60 %.')
  expect(likeliestWords([])).toBe('')
})

test('no commit is called the likeliest where others are shown with the same probability', () => {
  expect(likeliestWords(ranked(0.4998, 0.4998))).toBe(' No commit is the likeliest: 2 have 50 % each.')
  expect(likeliestWords(ranked(0.304, 0.302, 0.299, 0.1))).toBe(' No commit is the likeliest: 3 have 30 % each.')
})
