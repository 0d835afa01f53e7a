import { expect, test } from 'vitest'
import { TailLines } from './tail-lines.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('output that comes in pieces becomes lines, and its last line needs no end', () => {
  const tail = new TailLines()
  tail.push(bytes('first\r\nsec'))
  expect(tail.lines).toEqual(['first'])
  tail.push(bytes('ond\nthird'))
  expect(tail.lines).toEqual(['first', 'second'])
  tail.end()
  expect([tail.lines, tail.first]).toEqual([['first', 'second', 'third'], 1])
})

test('the oldest lines go when there are too many, and the others keep their numbers', () => {
  const tail = new TailLines(3)
  tail.push(bytes('1\n2\n'))
  tail.push(bytes('3\n4\n5\n'))
  expect([tail.lines, tail.first]).toEqual([['3', '4', '5'], 3])
})
