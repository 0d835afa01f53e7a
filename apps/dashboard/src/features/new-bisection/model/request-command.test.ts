import { expect, test } from 'vitest'
import { requestCommand } from './request-command.ts'

/** What a shell makes of a word of single-quoted sections and backslashed characters. */
function unquoted(word: string): string {
  return word.replaceAll(
    /'([^']*)'|\\(.)/gs,
    (_, section: string | undefined, character: string) => section ?? character,
  )
}

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
