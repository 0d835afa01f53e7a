import { expect, test } from 'vitest'
import { parseTreeUrl, splitUserPart } from './tree-url.ts'

test.each([
  ['https://token@h.example/x', 'https://h.example/x', 'token', ''],
  ['https://u:p@h.example:8443/x', 'https://h.example:8443/x', 'u', 'p'],
  ['https://u:p%40q%3A@h.example/x', 'https://h.example/x', 'u', 'p@q:'],
  ['https://u:50%@h.example/x', 'https://h.example/x', 'u', '50%'],
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
