import fc from 'fast-check'
import { expect, test } from 'vitest'
import { block, code, prose, table } from './markdown-text.ts'

test.each([
  ['<img src=x onerror=alert(1)>', '\\<img src=x onerror=alert(1)\\>'],
  ['thanks @torvalds', 'thanks @\u200Btorvalds'],
  ['fixes #12, !34, GH-5 and %v6', 'fixes #\u200B12, !\u200B34, GH\u200B-5 and %\u200Bv6'],
  ['see https://evil.example and www.evil.example', 'see https:\u200B//evil.example and www\u200B.evil.example'],
  ['[click](javascript:x) *bold* _it_ `c` ~~s~~ $x$ a|b &lt;', null],
  ['# heading', '\\# heading'],
  ['1. list', '\\1. list'],
  ['two\nlines\u0007', 'two lines'],
])('%j as prose does nothing', (text, shown) => {
  const written = prose(text)
  if (shown !== null) expect(written).toBe(shown)
  else expect(written.replace(/\\[\\`*_[\]<>&|~$]/g, '')).not.toMatch(/[`*_[\]<>&|~$]/)
})

test.each([
  ['plain', '`plain`'],
  ['a ` b', '``a ` b``'],
  ['`x`', '`` `x` ``'],
  ['', ''],
])('%j as code keeps its text', (text, shown) => {
  expect(code(text)).toBe(shown)
})

test('no text ends the span or the block that it stands in', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('`', '~', '<', '\n', ' ', 'a', '|', '\\') }), (text) => {
      const span = code(text)
      const fence = /^`*/.exec(span)?.[0] ?? ''
      const inside = span.slice(fence.length, span.length - fence.length)
      expect([...inside.matchAll(/`+/g)].map(([run]) => run)).not.toContain(fence === '' ? '`' : fence)
      const lines = block(text.split('\n')).split('\n')
      const [first = ''] = lines
      const opening = /^`+/.exec(first)?.[0] ?? ''
      expect(lines.slice(1, -1).some((line) => line.trim().startsWith(opening))).toBe(false)
      expect(lines.at(-1)).toBe(opening)
    }),
  )
})

test('a table has as many cells in each row, whatever is in them', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ unit: fc.constantFrom('|', '\\', '`', 'a', '\n') }), { minLength: 1 }),
      (texts) => {
        const lines = table(
          ['one', 'two'],
          texts.map((text) => [code(text), prose(text)]),
        ).split('\n')
        expect(lines).toHaveLength(texts.length + 2)
        for (const line of lines) expect(line.match(/(?<!\\)\|/g)).toHaveLength(3)
      },
    ),
  )
})
