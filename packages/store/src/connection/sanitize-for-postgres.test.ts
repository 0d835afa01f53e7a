import { expect, test } from 'vitest'
import { sanitizeForPostgres } from './sanitize-for-postgres.ts'

test('replaces what Postgres refuses, at any depth, and nothing else', () => {
  const at = new Date()
  const value = {
    'na\0me': ['a\0b', { deep: '\ud83d half, \u{1f600} whole' }],
    at,
    none: null,
    count: 1,
    absent: undefined,
  }
  expect(sanitizeForPostgres(value)).toEqual({
    'na\uFFFDme': ['a\uFFFDb', { deep: '\uFFFD half, \u{1f600} whole' }],
    at,
    none: null,
    count: 1,
  })
})
