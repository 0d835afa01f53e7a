import { expect, test } from 'vitest'
import { fieldMistakes } from './field-mistakes.ts'

const said = (errors: { field: string; message: string; cure?: string }[]) => ({
  message: 'the request has mistakes',
  problem: { type: 'urn:kbisect:x', title: 'No', status: 422, detail: 'the request has mistakes', errors },
})

test('what is wrong with a field is said beside it, with its cure', () => {
  const { byField, others } = fieldMistakes(
    said([
      { field: 'commit', message: 'names no commit', cure: 'Fetch the tree' },
      { field: 'target.cmdline', message: 'is too long' },
    ]),
    ['commit', 'target'],
  )
  expect([...byField]).toEqual([
    ['commit', 'names no commit. Fetch the tree'],
    ['target', 'is too long'],
  ])
  expect(others).toEqual([])
})

test('what belongs to no field of the form is said all the same', () => {
  expect(fieldMistakes(said([{ field: 'body', message: 'must be an object' }]), ['why']).others).toEqual([
    'body must be an object',
  ])
  expect(fieldMistakes({ message: 'The server cannot be reached.' }, ['why']).others).toEqual([
    'The server cannot be reached.',
  ])
  expect(fieldMistakes(null, ['why'])).toEqual({ byField: new Map(), others: [] })
})
