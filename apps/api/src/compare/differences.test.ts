import { expect, test } from 'vitest'
import { differencesOf } from './differences.ts'

test('equal values do not differ, nor does a field that is missing from one that is null', () => {
  expect(differencesOf({ a: [1, { b: 2 }], c: null }, { a: [1, { b: 2 }] })).toEqual([])
})

test('each field that differs is named by its path, with both values', () => {
  const target = { architecture: 'arm', fragments: ['x'] }
  const first = { good: 'v1', target, culprit: null, list: [{ a: 1 }, { a: 2 }] }
  const second = { good: 'v2', target: { ...target, fragments: [] }, culprit: { hash: 'c' }, list: [{ a: 1 }] }
  expect(differencesOf(first, second)).toEqual([
    { field: 'good', first: 'v1', second: 'v2' },
    { field: 'target.fragments', first: ['x'], second: [] },
    { field: 'culprit', first: null, second: { hash: 'c' } },
    { field: 'list[1]', first: { a: 2 }, second: null },
  ])
})
