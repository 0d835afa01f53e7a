import { expect, test } from 'vitest'
import { emptyForm } from '../../../model/new-bisection.ts'
import { requestOfForm } from './form-to-request.ts'
import { missingBoundaries } from './missing-boundaries.ts'

test('an empty form lacks its tree and both revisions', () => {
  expect(missingBoundaries(requestOfForm(emptyForm()))?.map(({ field }) => field)).toEqual(['tree', 'good', 'bad'])
})

test('blanks are no ref', () => {
  const form = { ...emptyForm(), tree: 'lab', good: '  ', bad: 'v6.11' }
  expect(missingBoundaries(requestOfForm(form))?.map(({ field }) => field)).toEqual(['good'])
})

test('a request with tree and ends lacks nothing', () => {
  expect(missingBoundaries(requestOfForm({ ...emptyForm(), tree: 'lab', good: 'v6.10', bad: 'v6.11' }))).toBeUndefined()
})
