import { expect, test } from 'vitest'
import { PartialLog } from './partial-log.ts'

const bytes = (text: string) => new TextEncoder().encode(text)

test('the two ends of a log are known before what lies between', () => {
  const log = new PartialLog(100)
  log.pushHead(bytes('first\nsec'))
  log.pushTail(bytes('ond last\nlast\n'))
  log.endTail()
  expect(log.view()).toEqual({ head: ['first'], tail: ['ond last', 'last'], gap: { start: 9, end: 100 } })
})

test('a line that was cut between the ends is whole once they meet', () => {
  const log = new PartialLog(9)
  log.pushHead(bytes('first\nsec'))
  log.pushTail(bytes('ond\nlast'))
  log.endTail()
  expect(log.gap).toBeUndefined()
  log.join()
  expect(log.view()).toEqual({ head: ['first', 'second', 'last'], tail: [], gap: undefined })
})

test('a log in one stretch keeps its last line without end', () => {
  const log = new PartialLog(7)
  log.pushHead(bytes('a\nb\r\nc'))
  log.join()
  expect(log.view().head).toEqual(['a', 'b', 'c'])
})

test('an empty log has no line', () => {
  const log = new PartialLog(0)
  log.join()
  expect(log.view()).toEqual({ head: [], tail: [], gap: undefined })
})
