import { InfrastructureError } from '@kbisect/exec'
import { expect, test } from 'vitest'
import { withoutCredentials } from './credentials.ts'
import { redact } from './failure.ts'
import { parseTreeUrl, splitUserPart } from './tree-url.ts'

test.each([
  ['https://token@h.example/x', 'https://h.example/x', 'token', ''],
  ['https://u:p@h.example:8443/x', 'https://h.example:8443/x', 'u', 'p'],
  ['https://u:p%40q%3A@h.example/x', 'https://h.example/x', 'u', 'p@q:'],
  ['https://u:50%@h.example/x', 'https://h.example/x', 'u', '50%'],
  ['https://u:p%0Apath=x@h.example/x', 'https://h.example/x', 'u', 'p%0Apath=x'],
  ['https://a@b@h.example/x', 'https://h.example/x', 'a@b', ''],
  ['https://@h.example/x', 'https://h.example/x', '', ''],
  ['git://u@h.example/x', 'git://h.example/x', 'u', ''],
  ['ssh://git:p@h.example/x', 'ssh://git@h.example/x', 'git', 'p'],
])('the user part of %s is split off', (url, rest, user, password) => {
  expect(splitUserPart(url)).toEqual({ url: rest, user, password })
  expect(splitUserPart(rest)).toBeUndefined()
  expect(() => parseTreeUrl(url, ['https', 'git', 'ssh'])).toThrow(
    expect.objectContaining({ code: 'git-invalid-url', message: expect.not.stringMatching(/token|:p|50%/) }),
  )
})

test.each(['https://h.example/~u/x@y', 'ssh://git@h.example/x', 'git@h.example:x', '/srv/x@y', 'file:///srv/a@b'])(
  'the URL %s has no user part to hide',
  (url) => {
    expect(splitUserPart(url)).toBeUndefined()
    expect(() => parseTreeUrl(url, ['file', 'https', 'ssh'])).not.toThrow()
  },
)

test('a server that sends back a token without a password does not show it', () => {
  const error = new InfrastructureError('git-fetch-failed', 'no access for s3cret-token')
  const shown = withoutCredentials(error, { user: 's3cret-token', password: '' })
  expect(shown).toMatchObject({ code: 'git-fetch-failed', message: 'no access for ***' })
})

test('the secrets of URLs are hidden in texts of any length', () => {
  expect(redact('see https://token@h/x, ssh://git:p@h/x and git://u@h')).toBe(
    'see https://***@h/x, ssh://git:***@h/x and git://***@h',
  )
  expect(redact('a-'.repeat(200_000))).toHaveLength(400_000)
})
