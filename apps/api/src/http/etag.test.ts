import { expect, test } from 'vitest'
import { namesTag } from './etag.ts'

test.each([
  [undefined, false],
  ['', false],
  ['"a"', true],
  ['W/"a"', true],
  ['"b", W/"a"', true],
  ['"b"', false],
  ['*', true],
  ['a', false],
])('If-None-Match: %s', (header, expected) => {
  expect(namesTag(header, '"a"')).toBe(expected)
})
