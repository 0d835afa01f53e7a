import { expect, test } from 'vitest'
import { auditWords } from './format-audit.ts'

test('what was done is told in words, with lists as lists', () => {
  expect(auditWords({ bad: 'main', types: ['a.b', 'c.d'], status: 201 })).toBe('bad: main; types: a.b, c.d')
})

test('what is deeper is told as it is, and a status that is no success is told', () => {
  expect(auditWords({ alsoTest: [{ architecture: 'arm' }], status: 409 })).toBe(
    'alsoTest: {"architecture":"arm"}; status: 409',
  )
})
