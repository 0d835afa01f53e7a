import { expect, test } from 'vitest'
import { FirstLetters, firstLetters } from './first-letters.ts'

test.each<[RegExp, string]>([
  [/^BUG: /, 'B'],
  [/^(?:NMI )?watchdog: /, 'Nw'],
  [/^(?:a|b{0,3}c?d+)e/, 'abcd'],
  [/^[Ww]atch|x/, 'any'],
  [/^[0-35-7]/, '0123567'],
  [/^\d[^a]/, '0123456789'],
  [/^\[ *\d/, '['],
  [/^(?=a)(?!b)\bc/, 'c'],
  [/^a*/, 'any'],
  [/^a{0}b/, 'ab'],
  [/^a{1,3}b/, 'a'],
  [/^a+?b/, 'a'],
  [/^\x41|\u0042/, 'any'],
  [/^(?:\x41|\u0042|\(|\|)/, 'AB(|'],
  [/^(?<name>a|[)|]b)/, 'a)|'],
  [/BUG/, 'any'],
])('%s begins with %s', (pattern, letters) => {
  const found = firstLetters(pattern)
  expect(found === undefined ? 'any' : Array.from(found).sort()).toEqual(
    letters === 'any' ? 'any' : Array.from(letters).sort(),
  )
})

test('a pattern with a back reference is refused', () => {
  expect(() => firstLetters(/^(a)?\1b/)).toThrow('not understood: \\1b')
})

test('rows keep their order, and all of them may match a text that begins with no ASCII character', () => {
  const rows = [/^b/, /^[ab]/, /./, /^c/]
  const byLetter = new FirstLetters(rows, (row) => row)
  expect(byLetter.of('b')).toEqual([/^b/, /^[ab]/, /./])
  expect(byLetter.of('c')).toEqual([/./, /^c/])
  for (const text of ['', 'é', '\u{1f427}']) expect(byLetter.of(text)).toEqual(rows)
})
