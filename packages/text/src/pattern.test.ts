import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { LINE_LIMIT } from './lines.ts'
import { compilePattern, PatternError } from './pattern.ts'

function refusal(pattern: string): PatternError {
  try {
    compilePattern(pattern)
  } catch (error) {
    if (error instanceof PatternError) return error
    throw error
  }
  throw new Error(`${pattern} was taken`)
}

describe('a pattern that would keep a backtracking engine busy for ever', () => {
  test.each([
    '(a+)+$',
    '^(a*)*$',
    '^(a|a)*$',
    '(a|aa)+$',
    '(.*a){30}$',
    '^([a-zA-Z]+)*$',
    '^(([a-z])+.)+[A-Z]([a-z])+$',
  ])('%s is answered', (pattern) => {
    const compiled = compilePattern(pattern)
    for (const length of [32, LINE_LIMIT]) expect(compiled.test(`${'a'.repeat(length - 1)}!`)).toBe(false)
  })

  test('that names each state of a long line is answered too', () => {
    const compiled = compilePattern('(a|b)*a(a|b){150}c')
    const line = Array.from({ length: LINE_LIMIT }, (_, at) => 'ab'[(Math.imul(at, 2654435761) >>> 13) & 1]).join('')
    expect(compiled.test(`${line}c`)).toBe(line.charAt(LINE_LIMIT - 151) === 'a')
  })
})

test.each([
  'CMA: reserved [0-9]+ MiB',
  'error|fail(ed|ure)?',
  '^usb \\d-\\d: (?<what>new|gone)',
  '\\bfoo_\\w+\\+0x[0-9a-f]+/',
  '[^a-c]{2,3}$',
  'a.c|\\u0061\\x62|\\u{63}',
  '\\p{Lu}\\P{Lu}',
  '[\\w\\-.]+@[^\\s]+',
  '(?:ab)*?c',
])('%s finds what a RegExp finds', (pattern) => {
  const [compiled, plain] = [compilePattern(pattern), new RegExp(pattern, 'u')]
  const words = [
    'a',
    'b',
    'c',
    'ab',
    'A',
    'é',
    '9',
    '-',
    '@',
    ' ',
    'usb 1-2: new',
    'foo_a+0x1f/',
    'failure',
    'CMA: reserved 16 MiB',
    '😀',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 8 }), (parts) => {
      expect(compiled.test(parts.join(''))).toBe(plain.test(parts.join('')))
    }),
    { numRuns: 300 },
  )
})

describe('a pattern is refused, with what to do,', () => {
  test.each([['a('], ['a**'], ['(?i)a']])('that is no regular expression: %s', (pattern) => {
    const { message, hint } = refusal(pattern)
    expect(message).toContain('is not a regular expression')
    expect(hint).toBe('escape special characters with \\')
  })

  test.each(['foo(?=bar)', 'foo(?!bar)', '(?<=foo)bar', '(?<!foo)bar'])('that looks around: %s', (pattern) => {
    const { message, hint } = refusal(pattern)
    expect(message).toBe('holds a look-ahead or look-behind, which can take for ever')
    expect(hint).toContain('match what stands around it')
  })

  test.each(['(a)\\1', '(?<name>a)\\k<name>'])('that refers back: %s', (pattern) => {
    expect(refusal(pattern).message).toBe('holds a back reference, which can take for ever')
  })

  test.each(['a{1001}', '((a{100}){100}){100}', '(?:ab{200}){4}', '(a|b){600}'])(
    'that repeats too much: %s',
    (pattern) => {
      expect(refusal(pattern).message).toContain('repeats too much')
    },
  )

  test('that RE2 writes in another way', () => {
    expect(refusal('\\p{Script=Greek}')).toMatchObject({ hint: expect.stringContaining('RE2') })
  })
})

test.each(['\\\\1', '[(?=]', '\\(?=a', 'a'.repeat(512)])('%s is none of these, and is taken', (pattern) => {
  expect(compilePattern(pattern).test('x')).toBe(new RegExp(pattern, 'u').test('x'))
})
