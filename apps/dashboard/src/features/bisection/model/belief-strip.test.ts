import { expect, test } from 'vitest'
import { beliefPath, likeliestPiece, shareOf } from './belief-strip.ts'

test('a section of one commit is told as that commit', () => {
  expect(shareOf([0.1, 0.2, 0.7], 3, 1, 1)).toEqual({ first: 1, last: 1, probability: 0.2 })
})

test('a section of several commits is told as a whole, and several sections are added up', () => {
  expect(shareOf([0.25, 0.75], 50, 30, 30)).toEqual({ first: 25, last: 49, probability: 0.75 })
  expect(shareOf([0.25, 0.25, 0.5], 30, 5, 12)).toEqual({ first: 0, last: 19, probability: 0.5 })
})

test('sections that do not divide the range cover every commit once', () => {
  const strip = Array.from({ length: 200 }, () => 1 / 200)
  const pieces = strip.map((_, index) => shareOf(strip, 4812, Math.ceil(index * 24.06), Math.ceil(index * 24.06)))
  expect(pieces[0]?.first).toBe(0)
  expect(pieces.at(-1)?.last).toBe(4811)
  for (let index = 1; index < pieces.length; index++)
    expect(pieces[index]?.first).toBe((pieces[index - 1]?.last ?? 0) + 1)
})

test('nothing is said where nothing is known', () => {
  expect(shareOf([], 10, 0, 0)).toBeUndefined()
  expect(shareOf([1], 0, 0, 0)).toBeUndefined()
  expect(likeliestPiece([], 10)).toBeUndefined()
  expect(likeliestPiece([0, 0], 10)).toBeUndefined()
})

test('the likeliest piece is the shortest that holds half', () => {
  expect(likeliestPiece([0.1, 0.05, 0.3, 0.4, 0.05, 0.1], 6)).toMatchObject({ first: 2, last: 3 })
  expect(likeliestPiece([0.25, 0.25, 0.25, 0.25], 40)).toMatchObject({ first: 0, last: 19, probability: 0.5 })
  expect(likeliestPiece([0, 0, 0.99], 3)).toMatchObject({ first: 2, last: 2 })
})

test('bars stand on the line, the likeliest as high as there is room, and nothing is drawn for nothing', () => {
  const path = beliefPath([0, 0.1, 0.4, 0.001], { left: 10, width: 40, bottom: 50, height: 30 })
  const bars = path.split('M').filter(Boolean)
  expect(bars).toHaveLength(3)
  expect(bars[1]).toMatch(/^30.8 20h8.4v30h-8.4z$/)
  expect(bars[2]).toContain('v1.5')
  expect(beliefPath([0, 0], { left: 0, width: 10, bottom: 5, height: 5 })).toBe('')
})
