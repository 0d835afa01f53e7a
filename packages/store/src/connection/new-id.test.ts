import { expect, test } from 'vitest'
import { newId } from './new-id.ts'

test('ids have the form of the contracts and do not repeat', () => {
  const ids = Array.from({ length: 10_000 }, newId)
  expect(new Set(ids).size).toBe(10_000)
  expect(ids.filter((id) => !/^[0-9a-z]{20}$/.test(id))).toEqual([])
})
