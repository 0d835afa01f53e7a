import { expect, test } from 'vitest'
import { shellWord } from './shell-word.ts'

test.each([
  ['v6.10', 'v6.10'],
  ['--fragment=a,b', '--fragment=a,b'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's $HOME; `id`", "'it'\\''s $HOME; `id`'"],
])('the text %j is the shell word %s', (text, word) => {
  expect(shellWord(text)).toBe(word)
})
