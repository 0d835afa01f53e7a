import { expect, test } from 'vitest'
import { localPath } from './local-path.ts'
import { readSession, sessionCookie } from './session-cookie.ts'

const key = Buffer.alloc(32, 1)
const now = new Date('2026-03-01T00:00:00Z')
const days = (count: number): Date => new Date(now.getTime() + count * 86_400_000)
const cookie = sessionCookie(key, 'token1234', now, false)
const pair = cookie.split(';')[0] ?? ''

test('a session names its token for thirty days', () => {
  expect(readSession(key, `other=1; ${pair}; more=2`, days(29))).toEqual({ tokenId: 'token1234', expiresAt: days(30) })
  expect(readSession(key, pair, days(31))).toBeUndefined()
})

test('scripts cannot read it, links of other sites carry it, and over TLS it is sent over TLS only', () => {
  expect(cookie).toContain('HttpOnly; SameSite=Lax')
  expect(cookie).not.toContain('Secure')
  expect(sessionCookie(key, 'token1234', now, true)).toContain('; Secure')
})

test('a changed or foreign cookie is nothing', () => {
  expect(readSession(key, pair.replace('token1234', 'token1235'), now)).toBeUndefined()
  expect(readSession(Buffer.alloc(32, 2), pair, now)).toBeUndefined()
  for (const header of [undefined, '', 'kbisect_session=', 'kbisect_session=a.b.c'])
    expect(readSession(key, header, now)).toBeUndefined()
})

test.each([
  ['/bisections/abc?tab=log', '/bisections/abc?tab=log'],
  ['/api/v1/runs/abc/log?from=1,2&at=10:15', '/api/v1/runs/abc/log?from=1,2&at=10:15'],
  ['/?next=https://evil.example', '/?next=https://evil.example'],
  ['//evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/.//evil.example', '/'],
  ['/x/..//evil.example', '/'],
  ['/%2e%2e//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['/a\r\nset-cookie: x', '/'],
  [undefined, '/'],
])('after the login link %s leads to %s', (next, path) => {
  expect(localPath(next)).toBe(path)
})
