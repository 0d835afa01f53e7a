import { expect, test } from 'vitest'
import { draftText, parseDraft } from './draft.ts'
import { emptyForm } from './new-bisection.ts'

test('a form comes back from its draft', () => {
  const form = { ...emptyForm(), tree: 'lab', cells: ['arm same'], warnings: true }
  expect(parseDraft(draftText(form), emptyForm())).toEqual(form)
})

test.each([null, '', '{', 'null', '[]', '"text"'])('%j is no draft', (text) => {
  expect(parseDraft(text, emptyForm())).toBeUndefined()
})

test('a draft of an older form keeps what still fits', () => {
  expect(parseDraft('{"tree":"lab","cells":"many","good":7,"gone":1}', emptyForm())).toEqual({
    ...emptyForm(),
    tree: 'lab',
  })
})
