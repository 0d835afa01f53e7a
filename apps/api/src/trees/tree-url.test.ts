import { expect, test } from 'vitest'
import { checkTreeUrl } from './tree-url.ts'

const PROTOCOLS = ['file', 'https', 'http', 'git', 'ssh']

test.each([
  ['https://user:word@example.org/x', 'https://***@example.org/x'],
  ['https://user:a:b@example.org/x', 'https://***@example.org/x'],
  ['https://ghp_token@example.org/x', 'https://***@example.org/x'],
  ['http://:token@example.org/x', 'http://***@example.org/x'],
  ['https://@example.org/x', 'https://***@example.org/x'],
  ['git://token@example.org/x', 'git://***@example.org/x'],
  ['ssh://git:word@example.org/x', 'ssh://git:***@example.org/x'],
  ['https://example.org/x?access_token=secret', 'https://example.org/x'],
  ['https://example.org/x#secret', 'https://example.org/x'],
])('the refusal of %s hides all that may be a secret, and has a hint', (url, value) => {
  expect(() => checkTreeUrl(url, PROTOCOLS)).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ field: 'url', value, hint: expect.any(String) })] }),
  )
})

test.each(['ssh://git@example.org/x', 'git@example.org:x', 'https://example.org:8443/~user/x@y.git', '/srv/a@b'])(
  'the URL %s holds no secret, and is accepted',
  (url) => {
    expect(() => checkTreeUrl(url, PROTOCOLS)).not.toThrow()
  },
)
