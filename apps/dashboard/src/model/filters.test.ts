import { expect, test } from 'vitest'
import { listQuery, parseFilters } from './filters.ts'

test('known filters are read from the URL, others are left out', () => {
  expect(parseFilters({ tree: 'lab', state: 'running', outcome: 'nonsense', text: '', page: 3 })).toEqual({
    tree: 'lab',
    state: 'running',
  })
})

test('a search for digits is a search for text', () => {
  expect(parseFilters({ text: 1234567 })).toEqual({ text: '1234567' })
})

test('filters and cursor go into the request, escaped', () => {
  expect(listQuery({ text: 'a&b', state: 'paused' }, 'x=', 50)).toBe('limit=50&text=a%26b&state=paused&cursor=x%3D')
})
