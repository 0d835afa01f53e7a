import { type Assumption, type BisectionResult, type Label, labels } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { cautions, confidenceWords, namedWord } from './format-culprit.ts'

const result = (changes: Partial<BisectionResult>) =>
  ({
    outcome: 'culprit',
    label: 'confirmed',
    probability: 0.993,
    assumptions: [],
    checks: [],
    ...changes,
  }) as BisectionResult

test.each<[Label | null, string]>([
  ['confirmed', 'culprit'],
  ['confirmed without revert', 'culprit'],
  ['probable', 'probable culprit'],
  [null, 'probable culprit'],
  ['inconsistent', 'suspect'],
])('a commit that a bisection with the label %j names is a %s', (label, word) => {
  expect(namedWord(label)).toBe(word)
})

test('only two labels make a commit the culprit', () => {
  expect(labels.filter((label) => namedWord(label) === 'culprit')).toEqual(['confirmed', 'confirmed without revert'])
})

test('the number of a probable culprit does not read as certainty', () => {
  expect(confidenceWords(result({}))).toBe('99.3 % sure')
  expect(confidenceWords(result({ label: 'probable' }))).toBe('99.3 % by its runs alone, not confirmed')
  expect(confidenceWords(result({ label: 'probable', probability: 0.99999 }))).not.toContain('sure')
  expect(confidenceWords(result({ outcome: 'range', label: 'range' }))).toBeUndefined()
})

test('a patched build and assumptions that lower the label are worth a word at first sight', () => {
  const patch: Assumption = { kind: 'patched build', text: 'x', state: 'open', lowersLabel: true }
  const host: Assumption = { kind: 'one host', text: 'y', state: 'settled', lowersLabel: false }
  expect(cautions(result({ assumptions: [patch, host] }))).toEqual(['tested with a patch applied', '1 open assumption'])
  expect(cautions(result({ assumptions: [host] }))).toEqual([])
  expect(cautions(result({ assumptions: [{ ...host, state: 'open' }] }))).toEqual([])
  expect(cautions(null)).toEqual([])
})
