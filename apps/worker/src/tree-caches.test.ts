import { expect, it } from 'vitest'
import { requirePathName, shareOf, sizeInBytes } from './tree-caches.ts'

it.each([
  ['10G', 10e9],
  ['1.5M', 1.5e6],
  ['3K', 3e3],
  ['2T', 2e12],
])('the size %s is so many bytes', (size, bytes) => {
  expect(sizeInBytes(size)).toBe(bytes)
})

it('each of several trees has an equal share of the limit, in thousands of bytes', () => {
  expect([1, 2, 4].map((trees) => shareOf(10e9, trees))).toEqual([10e6, 5e6, 2.5e6])
})

it('no share is 0, which ccache takes for no limit at all', () => {
  expect(shareOf(3e3, 1000)).toBe(1)
})

it.each(['', '..', 'a/b', 'A', 'a.discarded'])('the name %j is refused as part of a path', (name) => {
  expect(() => requirePathName(name)).toThrow('is no id of a tree')
})
