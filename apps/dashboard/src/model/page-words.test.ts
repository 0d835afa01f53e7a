import { expect, test } from 'vitest'
import { problemOnPage } from './page-words.ts'

test('a refusal names pages in its detail, its hint and the hints of its fields', () => {
  const text = 'list the trees (GET /api/v1/trees)'
  const shown = 'list the trees (the page Trees)'
  const head = { type: 'urn:kbisect:unknown-tree', title: 'Unknown tree', status: 422 }
  expect(problemOnPage({ ...head, detail: text, hint: text })).toEqual({ ...head, detail: shown, hint: shown })
  const field = { field: 'tree', value: 'x' }
  expect(problemOnPage({ ...head, detail: '', errors: [{ ...field, message: text, hint: text }] })).toEqual({
    ...head,
    detail: '',
    errors: [{ ...field, message: shown, hint: shown }],
  })
})
