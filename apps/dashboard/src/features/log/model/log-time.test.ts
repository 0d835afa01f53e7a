import { expect, test } from 'vitest'
import { kernelTime, sincePrevious, sinceWords } from './log-time.ts'

const lines = ['no time', '[    0.100000] one', 'firmware', '[    0.350000] two', '[    0.340000][    T1] three']
const at = (row: number) => lines[row]

test('the kernel’s time is read where a line begins with it', () => {
  expect(kernelTime('[   12.345678] usb 1-1')).toBe(12.345678)
  expect(kernelTime('<6>[    0.000000] Linux')).toBe(0)
  expect(kernelTime('took [   1.0]')).toBeUndefined()
})

test('a line is told how long after the line before it came, lines without a time left out', () => {
  expect([0, 1, 2, 3, 4].map((row) => sinceWords(sincePrevious(row, at)))).toEqual([
    '',
    '',
    '',
    '+0.250000',
    '−0.010000',
  ])
})

test('over what is not loaded nothing is said', () => {
  const gapped = (row: number) => (row === 2 ? undefined : lines[row])
  expect(sincePrevious(3, gapped)).toBeUndefined()
})
