import { expect, test } from 'vitest'
import { longestLine } from './log-lines.ts'
import { LogScan, markBefore } from './log-scan.ts'

const encode = (text: string) => new TextEncoder().encode(text)

function scan(...pieces: string[]) {
  const seen: string[] = []
  const log = new LogScan()
  const visit = (text: string, number: number) => void seen.push(`${number} ${text}`)
  for (const piece of pieces) log.push(encode(piece), visit)
  log.end(visit)
  return { log, seen }
}

test('lines are numbered over pieces that cut them, and marks stand where lines begin', () => {
  const { log, seen } = scan('one\r\ntwo\r\nthr', 'ee\r\nfour')
  expect(seen).toEqual(['1 one', '2 two', '3 three', '4 four'])
  expect(log.lines).toBe(4)
  expect(log.marks).toEqual([
    { byte: 0, line: 1 },
    { byte: 10, line: 3 },
    { byte: 17, line: 4 },
  ])
})

test('a line that is too long counts as it is shown: as several, also across pieces', () => {
  const { log } = scan('x'.repeat(longestLine), 'x'.repeat(longestLine), 'y\nlast\n')
  expect(log.lines).toBe(4)
  expect(log.marks.at(-1)).toEqual({ byte: 2 * longestLine + 7, line: 5 })
})

test('the nearest mark before a line leaves room above it', () => {
  const marks = [
    { byte: 0, line: 1 },
    { byte: 50, line: 100 },
    { byte: 90, line: 200 },
  ]
  expect(markBefore(marks, 210, 20)).toEqual({ byte: 50, line: 100 })
  expect(markBefore(marks, 5, 20)).toEqual({ byte: 0, line: 1 })
})
