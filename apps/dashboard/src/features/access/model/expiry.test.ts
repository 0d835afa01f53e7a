import { expect, test } from 'vitest'
import { endOfDay, expiryAfter, tokenState } from './expiry.ts'

const now = Date.parse('2026-11-25T12:00:00Z')

test('a token lives so many days, or for ever', () => {
  expect(expiryAfter(30, now)).toBe('2026-12-25T12:00:00.000Z')
  expect(expiryAfter(0, now)).toBeUndefined()
})

test('a day ends at its last second, and what is no day has no end', () => {
  expect(endOfDay('2026-12-01')).toBe('2026-12-01T23:59:59.000Z')
  expect(endOfDay('')).toBeUndefined()
})

test.each([
  ['valid', null, null],
  ['valid', null, '2026-11-25T12:00:01Z'],
  ['expired', null, '2026-11-25T12:00:00Z'],
  ['revoked', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z'],
])('%s: revoked %s, expires %s', (state, revokedAt, expiresAt) => {
  expect(tokenState({ revokedAt, expiresAt }, now)).toBe(state)
})
