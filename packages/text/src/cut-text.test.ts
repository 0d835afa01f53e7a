import { expect, test } from 'vitest'
import { cutText } from './cut-text.ts'

test.each([
  ['a text that fits', 'abc', 3, 'abc'],
  ['a longer text', 'abcd', 3, 'ab…'],
  ['a text whose limit is in the middle of a character', 'a😀bc', 3, 'a…'],
  ['a text whose limit is behind a character of two units', 'a😀bc', 4, 'a😀…'],
])('%s is cut to its limit', (_, text, most, cut) => {
  expect(cutText(text, most)).toBe(cut)
})
