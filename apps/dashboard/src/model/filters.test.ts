import { expect, test } from 'vitest'
import { isFiltered, listQuery, parseFilters, parseListSearch } from './filters.ts'

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

test('the order and how far the list was read are part of its address; the usual ones are left out', () => {
  expect(parseListSearch({ sort: 'tree', pages: '3', author: 'mira' })).toEqual({
    sort: 'tree',
    pages: 3,
    author: 'mira',
  })
  expect(parseListSearch({ sort: '-createdAt', pages: 1 })).toEqual({})
  expect(parseListSearch({ sort: 'nonsense', pages: 1e9 })).toEqual({ pages: 20 })
})

test('an order alone leaves nothing out', () => {
  expect(isFiltered({ sort: 'tree' })).toBe(false)
  expect(isFiltered({ sort: 'tree', branch: 'next' })).toBe(true)
})
