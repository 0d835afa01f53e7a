import { expect, test } from 'vitest'
import { emptyForm } from '../../../model/new-bisection.ts'
import { requestOfForm } from './form-to-request.ts'
import { missingEnds } from './missing-ends.ts'

test('an empty form lacks its tree and both ends', () => {
  expect(missingEnds(requestOfForm(emptyForm()))?.map(({ field }) => field)).toEqual(['tree', 'good', 'bad'])
})

test('blanks are no ref', () => {
  const form = { ...emptyForm(), tree: 'lab', good: '  ', bad: 'v6.11' }
  expect(missingEnds(requestOfForm(form))?.map(({ field }) => field)).toEqual(['good'])
})

test('a request with tree and ends lacks nothing', () => {
  expect(missingEnds(requestOfForm({ ...emptyForm(), tree: 'lab', good: 'v6.10', bad: 'v6.11' }))).toBeUndefined()
})
