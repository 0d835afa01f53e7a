import { expect, test } from 'vitest'
import { roffProse, roffTerm, roffText } from './roff.ts'

test('no character of a text is a command of roff', () => {
  expect(roffText(".so /etc\n'br \\fB -o a^b~c `x` …")).toBe(
    '\\&.so /etc\n\\(aqbr \\efB \\-o a\\(hab\\(tic \\(gax\\(ga \\[u2026]',
  )
})

test('words in backticks are bold', () => {
  expect(roffProse('see `a-b` here')).toBe('see \\fBa\\-b\\fR here')
  expect(roffTerm('--x', 'does `y`')).toBe('.TP\n\\fB\\-\\-x\\fR\ndoes \\fBy\\fR')
})
