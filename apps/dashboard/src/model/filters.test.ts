import { expect, test } from 'vitest'
import { isFiltered, parseFilters, parseListSearch } from './filters.ts'

test('known filters are read from the URL, others are left out', () => {
  expect(parseFilters({ tree: 'lab', state: 'running', outcome: 'nonsense', text: '', page: 3 })).toEqual({
    tree: 'lab',
    state: 'running',
  })
})

test('a search for digits is a search for text', () => {
  expect(parseFilters({ text: 1234567 })).toEqual({ text: '1234567' })
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
