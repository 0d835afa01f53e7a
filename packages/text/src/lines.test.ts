import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutLine, LINE_LIMIT, LineSplitter, linesOf } from './lines.ts'

test('lines end at a line feed, a carriage return, or both in any number', () => {
  expect(linesOf('one\ntwo\r\nthree\r\r\nfour\rfive\n')).toEqual(['one', 'two', 'three', 'four', 'five'])
})

test('an empty line is a line, what carriage returns alone make is one at most', () => {
  expect(linesOf('one\n\n\r\r\r\ntwo')).toEqual(['one', '', '', 'two'])
  expect(linesOf('')).toEqual([])
})

test('a letter that is cut in two is put together', () => {
  const lines: string[] = []
  const splitter = new LineSplitter((line) => lines.push(line))
  const bytes = new TextEncoder().encode('ä\n')
  splitter.push(bytes.subarray(0, 1))
  splitter.push(bytes.subarray(1))
  expect(lines).toEqual(['ä'])
})

test('300 kB of carriage returns hold no line, however they end', () => {
  const returns = '\r'.repeat(300_000)
  expect(linesOf(returns)).toEqual([])
  expect(linesOf(`${returns}x`)).toEqual(['x'])
  expect(linesOf(`first\n${returns}\nlast`)).toEqual(['first', 'last'])
})

test('a line of a megabyte is read as several of 4,096 characters', () => {
  const lines = linesOf(`${'a'.repeat(1 << 20)}\nb`)
  expect(lines.slice(0, -1).every((line) => line === 'a'.repeat(LINE_LIMIT))).toBe(true)
  expect(lines).toHaveLength((1 << 20) / LINE_LIMIT + 1)
  expect(lines.at(-1)).toBe('b')
})

test('no line is longer than the limit, and none depends on how the text was cut into chunks', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      '\n',
      '\r',
      '\r\n',
      '\r\r\n',
      'a'.repeat(LINE_LIMIT - 1),
      'b'.repeat(LINE_LIMIT),
      '\r'.repeat(LINE_LIMIT),
    ),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), fc.array(fc.nat(LINE_LIMIT), { maxLength: 6 }), (pieces, cuts) => {
      const text = pieces.join('')
      const lines: string[] = []
      const splitter = new LineSplitter((line) => lines.push(line))
      let from = 0
      for (const cut of cuts) {
        splitter.push(text.slice(from, from + cut))
        from += cut
      }
      splitter.push(text.slice(from))
      splitter.end()
      expect(lines).toEqual(linesOf(text))
      expect(lines.every((line) => line.length <= LINE_LIMIT && !/[\r\n]/.test(line))).toBe(true)
      expect(lines.join('')).toBe(text.replace(/[\r\n]/g, ''))
    }),
  )
})

test('what is one line by its nature is cut at the limit', () => {
  expect(cutLine('a'.repeat(LINE_LIMIT))).toHaveLength(LINE_LIMIT)
  expect(cutLine('a'.repeat(LINE_LIMIT + 1))).toHaveLength(LINE_LIMIT)
})
