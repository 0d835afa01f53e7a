import { describe, expect, test } from 'vitest'
import { inWordsOf } from './client-words.ts'

describe('a hint that names a request of the API', () => {
  test.each([
    [
      'list the trees (GET /api/v1/trees).',
      'list the trees (`kbisect tree list`).',
      'list the trees (the page Trees).',
    ],
    [
      'fetch the tree (POST /api/v1/trees/my-linux.git/fetch).',
      'fetch the tree (`kbisect tree fetch my-linux.git`).',
      'fetch the tree (the button "Fetch" on the page Trees).',
    ],
    [
      'give it credentials (`PUT /api/v1/trees/NAME/credentials`), or',
      'give it credentials (`kbisect tree credentials NAME`), or',
      'give it credentials ("Credentials" on the page Trees), or',
    ],
    [
      'switch it on (PATCH /api/v1/webhooks/w1 with {"disabled": false})',
      'switch it on (the page Webhooks)',
      'switch it on (the page Webhooks)',
    ],
  ])('%j has the words of each client', (text, command, page) => {
    expect(inWordsOf('command', text)).toBe(command)
    expect(inWordsOf('page', text)).toBe(page)
  })

  test('names a button on pages where it names a command that has one', () => {
    expect(inWordsOf('page', 'test it again: kbisect resume ID --repin.')).toBe(
      'test it again: the button "Resume with the present tools".',
    )
    expect(inWordsOf('command', 'test it again: kbisect resume ID --repin.')).toContain('kbisect resume ID --repin')
  })

  test('stays as it is where nothing is known of the request, or none is named', () => {
    for (const text of ['GET /api/v1/unknown/thing', 'GET /trees of another server', 'TARGET /api/v1', ''])
      expect(inWordsOf('page', text)).toBe(text)
  })
})
