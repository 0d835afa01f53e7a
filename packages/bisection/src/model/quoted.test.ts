import { describe, expect, it } from 'vitest'
import { quoted } from './quoted.ts'

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
