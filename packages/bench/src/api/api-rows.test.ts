import { describe, expect, test } from 'vitest'
import { quantile } from './api-rows.ts'

const hundred = Array.from({ length: 100 }, (_, at) => 100 - at)

describe('a quantile', () => {
  test.each([
    [0, 1],
    [0.5, 50],
    [0.99, 99],
    [1, 100],
  ])('at the share %d of 1 to 100 is %d', (share, value) => {
    expect(quantile(hundred, share)).toBe(value)
  })

  test('of one sample is that sample', () => {
    expect(quantile([7], 0.99)).toBe(7)
  })

  test('of no sample is refused', () => {
    expect(() => quantile([], 0.5)).toThrow('there are no samples')
  })
})
