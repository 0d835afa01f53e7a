import { expect, test } from 'vitest'
import { parseRegressionFilters } from '../features/regressions/model/regression-filters.ts'
import { parseAccessSearch, parseNewSearch } from './form-search.ts'

test('a new bisection begins with what the link names, and with nothing that is no id', () => {
  expect(parseNewSearch({ from: 'finishedbisect', tree: 'lab', good: 6, bad: '' })).toEqual({
    from: 'finishedbisect',
    tree: 'lab',
    good: '6',
  })
  expect(parseNewSearch({ from: '../x', regression: 'UPPER' })).toEqual({})
})

test('the audit is filtered by any words', () => {
  expect(parseAccessSearch({ subject: 'lab', other: 1 })).toEqual({ subject: 'lab' })
})

test('known filters of regressions are read from the URL, others are left out', () => {
  expect(parseRegressionFilters({ state: 'false positive', tree: '', architecture: 'vax', text: 612 })).toEqual({
    state: 'false positive',
    text: '612',
  })
})
