import { describe, expect, it } from 'vitest'
import { quoted, quotedFailure } from './quoted.ts'

describe('a quoted text', () => {
  it.each([
    ["No rule to make target 'mm/gone.o'.  Stop.", "No rule to make target 'mm/gone.o'.  Stop"],
    ['panic in probe', 'panic in probe'],
    ['it hangs after Freeing unused memory...', 'it hangs after Freeing unused memory...'],
    ['it came with v6.1 .', 'it came with v6.1'],
    ['', ''],
  ])('loses its own full stop: %j becomes %j', (text, expected) => {
    expect(quoted(text)).toBe(expected)
  })
})

describe('a quoted failure', () => {
  it.each([
    [
      'the line that was printed',
      { text: 'no-root: Unable to mount root fs on N', line: 'Unable to mount root fs on 0,0.' },
      'Unable to mount root fs on 0,0',
    ],
    ['the signature of before there were lines', { text: 'panic in probe: no clock' }, 'panic in probe: no clock'],
    ['what stands for an unknown one', null, 'unknown error'],
  ])('is %s', (_, signature, words) => {
    expect(quotedFailure(signature, 'unknown error')).toBe(words)
  })
})
