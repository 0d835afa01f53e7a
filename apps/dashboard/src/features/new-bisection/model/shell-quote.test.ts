import { expect, test } from 'vitest'
import { requestCommand } from './request-command.ts'
import { shellQuote } from './shell-quote.ts'

/** What a shell makes of a word of single-quoted sections and backslashed characters. */
function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|\\(.)/gs,
    (_, section: string | undefined, character: string) => section ?? character,
  )
}

test.each([
  ['a plain word stays as it is', 'https://kb.example/api/v1', 'https://kb.example/api/v1'],
  ['a blank needs quotes', 'a b', `'a b'`],
  ['a quote is left and entered again', `it's`, `'it'\\''s'`],
  ['nothing is a word too', '', `''`],
])('%s', (_, text, quoted) => {
  expect(shellQuote(text)).toBe(quoted)
})

test.each(['$HOME `id` "x" \\ !', `'`, `''`, `a'\\''b`, 'two\nlines', '~ * ? [a]', '#'])(
  'the shell gives back %j unchanged',
  (text) => {
    expect(unquoted(shellQuote(text))).toBe(text)
  },
)

test('the command holds the request exactly, and a variable in place of the token', () => {
  const request = {
    tree: 'mainline',
    good: 'v6.10',
    bad: 'v6.11-rc1',
    target: { architecture: 'arm64' as const },
    test: { kind: 'script' as const, script: `echo 'it is $HOME'\nexit 0\n` },
  }
  const command = requestCommand('https://kb.example', request)
  expect(command).toContain('-H "Authorization: Bearer $TOKEN"')
  expect(JSON.parse(unquoted(command.slice(command.indexOf(' -d ') + 4)))).toEqual(request)
})
