import { expect, test } from 'vitest'
import { namesType, preferredType } from './preferred-type.ts'

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

test.each([
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', true],
  ['*/*', false],
  ['application/json', false],
  ['text/plain, text/html;q=0.1', true],
  ['text/html;q=0', false],
  ['', false],
])('the Accept header %j asks for a page: %s', (accept, asks) => {
  expect(namesType(accept, 'text/html')).toBe(asks)
})
