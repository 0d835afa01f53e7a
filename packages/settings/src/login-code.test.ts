import { expect, test } from 'vitest'
import { LOGIN_MINUTES, loginLink, makeLoginCode, readLoginCode } from './login-code.ts'

const key = Buffer.alloc(32, 1)
const now = new Date('2026-03-01T00:00:00Z')
const after = (minutes: number): Date => new Date(now.getTime() + minutes * 60_000)
const code = makeLoginCode(key, now)

test('a login code is valid for some minutes', () => {
  expect(readLoginCode(key, code, after(LOGIN_MINUTES - 1))?.expiresAt).toEqual(after(LOGIN_MINUTES))
  expect(readLoginCode(key, code, after(LOGIN_MINUTES))).toBeUndefined()
})

test('each login code has a name of its own', () => {
  expect(readLoginCode(key, makeLoginCode(key, now), now)?.nonce).not.toBe(readLoginCode(key, code, now)?.nonce)
})

test('a changed code, and one of another key, are refused', () => {
  const [expiry = '', ...rest] = code.split('.')
  expect(readLoginCode(key, [Number(expiry) + 1, ...rest].join('.'), now)).toBeUndefined()
  expect(readLoginCode(Buffer.alloc(32, 2), code, now)).toBeUndefined()
  for (const text of ['', 'a.b.c', `${code}x`]) expect(readLoginCode(key, text, now)).toBeUndefined()
})

test('a login link leads to a page', () => {
  expect(loginLink('http://k', key, '/bisections/x')).toMatch(
    /^http:\/\/k\/login\?code=[\w.-]+&next=%2Fbisections%2Fx$/,
  )
})
