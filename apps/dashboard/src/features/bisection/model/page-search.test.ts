import { expect, test } from 'vitest'
import { parseBisectionSearch, parseLoginSearch, parseRunSearch } from './page-search.ts'

test.each([
  ...['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example', '/\n/evil.example'],
  ...['/login?next=/', 'javascript:alert(1)', '', 7, undefined],
])('signing in does not lead to %s', (next) => {
  expect(parseLoginSearch({ next })).toEqual({})
})

test('signing in leads back to where one was', () => {
  expect(parseLoginSearch({ next: '/bisections/abc?tab=report' })).toEqual({ next: '/bisections/abc?tab=report' })
})

test('unknown tabs and odd commits are left out', () => {
  expect(parseBisectionSearch({ tab: 'x', commit: '<b>' })).toEqual({})
  expect(parseBisectionSearch({ tab: 'runs', commit: 'abcdef1' })).toEqual({ tab: 'runs', commit: 'abcdef1' })
})

test('a line counts from 1', () => {
  expect(parseRunSearch({ line: 0 })).toEqual({})
  expect(parseRunSearch({ line: '12', bisection: 'abcdefgh' })).toEqual({ line: 12, bisection: 'abcdefgh' })
})

test('a refused login link is told', () => {
  expect(parseLoginSearch({ refused: 1, next: '/' })).toEqual({ refused: true, next: '/' })
})
