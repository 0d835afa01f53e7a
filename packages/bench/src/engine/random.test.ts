import { expect, test } from 'vitest'
import { randomFrom } from './random.ts'

const draw = (text: string, count: number) => {
  const random = randomFrom(text)
  return Array.from({ length: count }, () => random.next())
}

test('the same text gives the same numbers, another one others', () => {
  expect(draw('a', 5)).toEqual(draw('a', 5))
  expect(draw('a', 5)).not.toEqual(draw('b', 5))
})

test('numbers are even between 0 and 1', () => {
  const numbers = draw('even', 20_000)
  for (let tenth = 0; tenth < 10; tenth++) {
    const share = numbers.filter((number) => Math.floor(number * 10) === tenth).length / numbers.length
    expect(share).toBeGreaterThan(0.09)
    expect(share).toBeLessThan(0.11)
  }
})

test('normal numbers have mean 0 and deviation 1', () => {
  const random = randomFrom('normal')
  const numbers = Array.from({ length: 20_000 }, () => random.normal())
  const mean = numbers.reduce((sum, number) => sum + number, 0) / numbers.length
  const variance = numbers.reduce((sum, number) => sum + (number - mean) ** 2, 0) / numbers.length
  expect(Math.abs(mean)).toBeLessThan(0.03)
  expect(Math.abs(variance - 1)).toBeLessThan(0.05)
})
