import { expect, test } from 'vitest'
import { emptyForm } from '../../../model/new-bisection.ts'
import { draftText, parseDraft } from './draft.ts'

test('a form comes back from its draft', () => {
  const form = { ...emptyForm(), tree: 'lab', cells: ['arm same'], warnings: true }
  expect(parseDraft(draftText(form))).toEqual(form)
})

test.each([null, '', '{', 'null', '[]', '"text"'])('%j is no draft', (text) => {
  expect(parseDraft(text)).toBeUndefined()
})

test('a draft of an older form keeps what still fits', () => {
  expect(parseDraft('{"tree":"lab","cells":"many","good":7,"gone":1}')).toEqual({ ...emptyForm(), tree: 'lab' })
})
