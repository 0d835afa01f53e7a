import { expect, test } from 'vitest'
import { LogSections } from './log-sections.ts'

const text = Array.from({ length: 20 }, (_, index) => `line ${String(index + 1).padStart(2, '0')}\n`).join('')
const bytes = new TextEncoder().encode(text)
const part = (start: number, end: number) => bytes.subarray(start, end)
const words = (log: LogSections, total?: number) =>
  log
    .segments(total)
    .map((each) =>
      each.kind === 'gap'
        ? `gap ${each.gap.start}-${each.gap.end}`
        : `${each.first}: ${each.lines.map((line) => line.slice(-2)).join(' ')}`,
    )

test('of a long log the two ends are there, the last counted backwards until its length is known', () => {
  const log = new LogSections(160, 139)
  log.push(0, part(0, 16))
  log.push(139, part(139, 160))
  expect(words(log)).toEqual(['1: 01 02', 'gap 16-139', '-3: 18 19 20'])
  expect(words(log, 20).at(-1)).toBe('18: 18 19 20')
  expect(log.whole).toBe(false)
})

test('a section in between has its numbers, and what was looked at before is forgotten', () => {
  const log = new LogSections(160, 136)
  log.push(0, part(0, 16))
  log.push(136, part(136, 160))
  log.jump(40, 6)
  log.push(40, part(40, 56))
  log.jump(80, 11)
  log.push(80, part(80, 96))
  expect(words(log)).toEqual(['1: 01 02', 'gap 16-80', '11: 11 12', 'gap 96-136', '-3: 18 19 20'])
})

test('sections that meet become one, and a line that was cut between them is whole again', () => {
  const log = new LogSections(160, 140)
  log.push(0, part(0, 16))
  log.push(140, part(140, 160))
  log.jump(80, 11)
  log.push(80, part(80, 100))
  expect(log.nextAt(16, 1000)).toEqual({ start: 16, end: 80 })
  log.push(16, part(16, 80))
  expect(words(log)).toEqual(['1: 01 02 03 04 05 06 07 08 09 10 11 12', 'gap 100-140', '-3: 18 19 20'])
  log.push(100, part(100, 140))
  expect(log.whole).toBe(true)
  expect(log.nextAt(160, 1000)).toBeUndefined()
  const [only] = log.segments()
  expect(only?.kind === 'lines' && `${only.lines.join('\n')}\n`).toBe(text)
})

test('a short log is one section, its last line too when nothing ends it', () => {
  const log = new LogSections(10, 10)
  log.push(0, new TextEncoder().encode('one\ntwo\nxy'))
  expect(words(log)).toEqual(['1: ne wo xy'])
})
