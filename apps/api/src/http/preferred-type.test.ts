import { expect, test } from 'vitest'
import { preferredType } from './preferred-type.ts'

const ours = ['text/plain', 'text/markdown', 'application/json'] as const

test.each([
  ['', 'text/plain'],
  ['*/*', 'text/plain'],
  ['text/markdown', 'text/markdown'],
  ['application/json', 'application/json'],
  ['application/json, text/plain;q=0.5', 'application/json'],
  ['text/markdown;q=0.4, application/json;q=0.6', 'application/json'],
  ['text/html, text/*;q=0.8, */*;q=0.1', 'text/plain'],
  ['Text/Markdown; charset=utf-8', 'text/markdown'],
  ['text/plain;q=0, */*', 'text/markdown'],
  ['image/png', 'text/plain'],
  ['application/json;q=x', 'text/plain'],
])('Accept %j gets %s', (accept, type) => {
  expect(preferredType(accept, ours)).toBe(type)
})
