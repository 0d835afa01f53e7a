import { expect, test } from 'vitest'
import { readLines } from './console-lines.ts'

test.each([
  ['[   14.139110] 001: words', { text: 'words', seconds: 14.13911, caller: 'C1', torn: false }],
  ['[   14.139110] 012:  f+0x10/0x20', { text: 'f+0x10/0x20', seconds: 14.13911, caller: 'C12', torn: false }],
  ['[    2.055297][ 3] words', { text: 'words', seconds: 2.055297, caller: 'C3', torn: false }],
  ['[    2.055297] 12: words', { text: '12: words', seconds: 2.055297, torn: false }],
  ['[    1.234567] words', { text: 'words', seconds: 1.234567, torn: false }],
  ['<4>[    1.234567][   T12]  words ', { text: 'words', seconds: 1.234567, caller: 'T12', torn: false }],
  ['[   12.345678][    C0] words', { text: 'words', seconds: 12.345678, caller: 'C0', torn: false }],
  ['[   T12] words', { text: 'words', caller: 'T12', torn: false }],
  ['<4>words', { text: 'words', torn: false }],
  ['[drm] words', { text: '[drm] words', torn: false }],
  ['words', { text: 'words', torn: false }],
  ['\x1b[0;31m[    1.000000]\x1b[0m \x00wo\x07rds\x1b[0m', { text: 'words', seconds: 1, torn: false }],
  ['a\tb', { text: 'a b', torn: false }],
  ['\x1bc\x1b[?7l\x1b[2JSeaBIOS', { text: 'SeaBIOS', torn: false }],
])('%j is one line', (raw, line) => {
  expect(readLines(raw)).toEqual([line])
})

test('a line into which the kernel spoke is two', () => {
  expect(readLines('kbisect:n:ex[    1.234567] random: crng init done')).toEqual([
    { text: 'kbisect:n:ex', torn: true },
    { text: 'random: crng init done', seconds: 1.234567, torn: false },
  ])
  expect(readLines('[    1.000000][    T1] f+0x1[    1.000001][    C1] words')).toEqual([
    { text: 'f+0x1', seconds: 1, caller: 'T1', torn: true },
    { text: 'words', seconds: 1.000001, caller: 'C1', torn: false },
  ])
})
