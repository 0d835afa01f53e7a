import { expect, test } from 'vitest'
import { shellWord } from './shell-word.ts'

test.each([
  ['v6.10', 'v6.10'],
  ['--fragment=a,b', '--fragment=a,b'],
  ['=ls', "'=ls'"],
  ['https://kb.example/api/v1', 'https://kb.example/api/v1'],
  ['', "''"],
  ['two words', "'two words'"],
  ["it's $HOME; `id`", "'it'\\''s $HOME; `id`'"],
])('the text %j is the shell word %s', (text, word) => {
  expect(shellWord(text)).toBe(word)
})

/** What a shell makes of a word of single-quoted sections and backslashed characters. */
const unquoted = (word: string): string =>
  word.replaceAll(/'([^']*)'|\\(.)/gs, (_, section: string | undefined, one: string) => section ?? one)

test.each(['$HOME `id` "x" \\ !', `'`, `''`, `a'\\''b`, 'two\nlines', '~ * ? [a]', '#'])(
  'the shell gives back %j unchanged',
  (text) => {
    expect(unquoted(shellWord(text))).toBe(text)
  },
)
