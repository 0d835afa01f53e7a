import { expect, test } from 'vitest'
import { longSubjects, proseFindings } from './prose.mjs'

test('a word that the project does not use is found with its line and what to write instead', () => {
  expect(proseFindings('a.md', 'fine\nIt is mended.\n')).toEqual(['a.md:2: "mended": write "fix or repair"'])
})

test('an identifier is cut into words', () => {
  expect(proseFindings('a.ts', 'const isBystander = mend_output')).toEqual([
    'a.ts:1: "mend": write "fix or repair"',
    'a.ts:1: "Bystander": write "skipped frame"',
  ])
})

test('a word that only contains one of them is none', () => {
  expect(proseFindings('a.md', 'Recommended, secure and procured: an amendment.')).toEqual([])
})

test('a word that pages do not use is found in pages alone', () => {
  const text = 'Nobody is told yet'
  expect(proseFindings('apps/dashboard/src/ui/x.tsx', text)).toEqual([
    'apps/dashboard/src/ui/x.tsx:1: "Nobody": write "the actor by name, or the passive voice"',
  ])
  expect(proseFindings('packages/git/src/x.ts', text)).toEqual([])
})

test('a subject of more than 72 characters is found, one of 72 is none', () => {
  const long = `git: ${'x'.repeat(68)}`
  expect(longSubjects(`abc ${long}\ndef ${long.slice(0, -1)}\n`)).toEqual([
    'commit abc: its subject has 73 characters: at most 72',
  ])
})

test.each([
  ['an announcement', 'notification'],
  ['a broken stretch', 'untestable region'],
  ['its last passing twin', 'last passing run'],
  ['the questionKey', 'dedup key'],
  ['it is marked as fixed', 'triage state'],
])('the old term in "%s" is found', (text, instead) => {
  expect(proseFindings('a.ts', text)).toEqual([expect.stringContaining(`write "${instead}"`)])
})

test('what the kernel and the pages mark is no triage state', () => {
  expect(proseFindings('a.ts', 'The line is marked. A stretch of road has two marks.')).toEqual([])
})
