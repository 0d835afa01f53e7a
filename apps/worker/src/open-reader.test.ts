import { expect, test } from 'vitest'
import { openReader } from './open-reader.ts'

test('a request of an earlier version whose pattern is refused today says so, and what to do', () => {
  const open = () => openReader('n0nce', { kind: 'console', pattern: '(?<=foo)bar', expect: 'present' })
  expect(open).toThrow(
    expect.objectContaining({
      name: 'InfrastructureError',
      code: 'pattern-refused',
      message: 'the pattern (?<=foo)bar of this request holds a look-ahead or look-behind, which can take for ever',
      hint: expect.stringContaining('cancel this bisection and ask again with another pattern'),
    }),
  )
})

test('the reader of a console test finds its pattern', () => {
  const reader = openReader('n0nce', { kind: 'console', pattern: '(a+)+$', expect: 'present' })
  const hostile = `[    1.000000] ${'a'.repeat(32)}!\n`
  for (let line = 0; line < 1000; line++) expect(reader.push(hostile)).toBe('continue')
  expect(reader.push('[    1.000000] aa\n')).toBe('answered')
})
