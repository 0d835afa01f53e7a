import { expect, test } from 'vitest'
import { parseByteRange } from './byte-range.ts'

const whole = { kind: 'whole' }
const part = (start: number, end: number) => ({ kind: 'part', start, end })
const unsatisfiable = { kind: 'unsatisfiable' }

test.each<[string | undefined, number, object]>([
  [undefined, 100, whole],
  ['bytes=0-9', 100, part(0, 9)],
  ['bytes=90-200', 100, part(90, 99)],
  ['bytes=90-', 100, part(90, 99)],
  ['bytes=-10', 100, part(90, 99)],
  ['bytes=-200', 100, part(0, 99)],
  ['bytes=100-', 100, unsatisfiable],
  ['bytes=-0', 100, unsatisfiable],
  ['bytes=0-', 0, unsatisfiable],
  ['bytes=9-0', 100, whole],
  ['bytes=0-1,5-6', 100, whole],
  ['lines=0-1', 100, whole],
  ['bytes=-', 100, whole],
  ['bytes=a-b', 100, whole],
])('%s of %i bytes', (header, size, answer) => {
  expect(parseByteRange(header, size)).toEqual(answer)
})
