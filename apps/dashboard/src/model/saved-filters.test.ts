import { expect, test } from 'vitest'
import { readSaved, withSaved, writeSaved } from './saved-filters.ts'

const mine = { name: 'mine', search: { tree: 'next', state: 'running' } }

test('saved filters are read as they were written', () => {
  expect(readSaved(writeSaved([mine]))).toEqual([mine])
})

test.each([null, '', '{', '{}', '[1, null, {"name": 1, "search": {}}, {"name": "x", "search": null}]'])(
  'what is no list of filters reads as none: %j',
  (text) => {
    expect(readSaved(text)).toEqual([])
  },
)

test('values that are no text are left out', () => {
  expect(readSaved('[{"name": "a", "search": {"tree": "next", "pages": 3}}]')).toEqual([
    { name: 'a', search: { tree: 'next' } },
  ])
})

test('a name is used once, and the oldest filters go', () => {
  const other = { name: 'mine', search: { tree: 'mm' } }
  expect(withSaved([mine], other)).toEqual([other])
  const many = Array.from({ length: 30 }, (_, at) => ({ name: `f${at}`, search: {} }))
  const kept = many.reduce<ReturnType<typeof readSaved>>((all, one) => withSaved(all, one), [])
  expect([kept.length, kept[0]?.name, kept.at(-1)?.name]).toEqual([20, 'f10', 'f29'])
})
