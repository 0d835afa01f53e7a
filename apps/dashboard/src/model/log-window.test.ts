import { expect, test } from 'vitest'
import { byteWords, chunksOf, firstRanges, rangeHeader, wholeBytes } from './log-window.ts'

test('a log of usual size is loaded whole', () => {
  expect(firstRanges(wholeBytes)).toEqual([{ start: 0, end: wholeBytes }])
  expect(firstRanges(0)).toEqual([])
})

test('of a huge log both ends are loaded, and they do not overlap', () => {
  const [head, tail] = firstRanges(100_000_000)
  expect(head?.start).toBe(0)
  expect(tail?.end).toBe(100_000_000)
  expect(head?.end ?? 0).toBeLessThan(tail?.start ?? 0)
})

test('chunks cover a section without gap', () => {
  const chunks = chunksOf({ start: 10, end: 2_000_000 })
  expect(chunks[0]?.start).toBe(10)
  expect(chunks.at(-1)?.end).toBe(2_000_000)
  for (let index = 1; index < chunks.length; index++) expect(chunks[index]?.start).toBe(chunks[index - 1]?.end)
})

test('the end of a Range header is included', () => {
  expect(rangeHeader({ start: 0, end: 100 })).toBe('bytes=0-99')
})

test('sizes read well', () => {
  expect([byteWords(12), byteWords(41_900), byteWords(1_340_000)]).toEqual(['12 B', '42 kB', '1.3 MB'])
})
