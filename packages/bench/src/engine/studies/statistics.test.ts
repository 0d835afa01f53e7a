import { expect, test } from 'vitest'
import { largest, mean, quantile, valuesOf } from './statistics.ts'

test('samples without a value are left out', () => {
  expect(valuesOf([{ a: 1 }, { b: 2 }, { a: 3 }], 'a')).toEqual([1, 3])
})

test('mean, largest and quantile', () => {
  expect(mean([1, 2, 6])).toBe(3)
  expect(largest([1, 6, 2])).toBe(6)
  expect(quantile([5, 1, 4, 2, 3], 0.5)).toBe(3)
  expect(quantile([5, 1, 4, 2, 3], 0.95)).toBe(5)
  expect(mean([])).toBeNaN()
})
