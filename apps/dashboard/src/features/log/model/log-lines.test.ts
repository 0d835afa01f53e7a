import { expect, test } from 'vitest'
import { LineSplitter, longestLine } from './log-lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

function split(pieces: readonly Uint8Array[]): string[] {
  const splitter = new LineSplitter()
  return [...pieces.flatMap((piece) => splitter.push(piece)), ...splitter.end()]
}

test('lines end with any number of returns and a line feed', () => {
  expect(split([bytes('one\r\ntwo\r\r\nthree\nfour')])).toEqual(['one', 'two', 'three', 'four'])
})

test('where the pieces are cut does not matter', () => {
  const whole = bytes('Grüße\r\nvon der Konsole ☃\nend')
  const expected = split([whole])
  for (let at = 0; at <= whole.length; at++) {
    expect(split([whole.subarray(0, at), whole.subarray(at)])).toEqual(expected)
  }
  expect(expected).toEqual(['Grüße', 'von der Konsole ☃', 'end'])
})

test('empty lines are kept, a last line end adds none', () => {
  expect(split([bytes('a\n\nb\n')])).toEqual(['a', '', 'b'])
})

test('bytes that are no text become replacement characters', () => {
  expect(split([new Uint8Array([0xff, 0x41])])).toEqual(['\ufffdA'])
})

test('a line without end is cut, and nothing of it is lost', () => {
  const lines = split([bytes('x'.repeat(longestLine * 2)), bytes('y'.repeat(10)), bytes('\nnext')])
  expect(lines.at(-1)).toBe('next')
  expect(lines.every((line) => line.length <= longestLine)).toBe(true)
  expect(lines.slice(0, -1).join('')).toHaveLength(longestLine * 2 + 10)
})
