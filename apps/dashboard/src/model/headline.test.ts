import type { Bisection, BisectionResult, Cause, Label } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { certainty, headline } from './headline.ts'

const hash = 'a'.repeat(40)

function bisection(over: Partial<Bisection>, result: Partial<BisectionResult> | null = null): Bisection {
  return {
    target: 'arm64',
    test: 'boot',
    state: 'running',
    reason: null,
    outcome: null,
    progress: {
      stage: 'narrow',
      commits: 64,
      candidatesLeft: 16,
      builds: 3,
      runs: 7,
      working: [],
      infrastructureErrors: 0,
    },
    result: result && {
      outcome: 'culprit',
      label: null,
      reason: 'Because.',
      culprit: null,
      probability: null,
      range: [],
      signature: null,
      affectedTargets: [],
      checks: [],
      assumptions: [],
      findings: [],
      drift: [],
      cause: null,
      basis: null,
      merge: null,
      ...result,
    },
    ...over,
  } as Bisection
}

const culprit = { hash, subject: 'mm: keep areas in a list', author: 'A <a@b.c>', authoredAt: '2026-01-01T00:00:00Z' }
const words = (value: Bisection) =>
  headline(value)
    .sentence.map((part) => (part.quote ? `“${part.text}”` : part.text))
    .join('')

test('a culprit is named as what broke the target', () => {
  const found = bisection({ state: 'finished' }, { culprit, label: 'confirmed' })
  expect(words(found)).toBe('“mm: keep areas in a list” broke booting on arm64')
  expect(headline(found).detail).toBe('Because.')
})

test('the sentences of the service follow: what was found and for whom, then how sure that is', () => {
  const told = { found: 'Since commit a, it fails.', affectedTargets: 'arm64 is affected.', sure: 'We are sure.' }
  const found = bisection({ state: 'finished', words: told }, { culprit })
  expect(headline(found)).toMatchObject({
    detail: 'Since commit a, it fails. arm64 is affected.',
    sure: 'We are sure.',
  })
  const refused = bisection(
    { state: 'finished', words: { ...told, affectedTargets: null, sure: null } },
    { outcome: 'error' },
  )
  expect(headline(refused)).toEqual({ sentence: expect.anything(), detail: 'Since commit a, it fails.' })
})

test('a merge broke it where its sides met', () => {
  expect(words(bisection({ state: 'finished' }, { culprit, merge: { sides: [] } }))).toMatch(
    /broke booting on arm64 where its sides met$/,
  )
})

test.each<[Cause, string]>([
  ['bad revision passes', 'Nothing to find: booting on arm64 works at the bad revision'],
  ['bad revision fails otherwise', 'Another failure than asked for: the bad revision fails otherwise on arm64'],
  ['bad revision cannot be tested', 'Nothing to find: the bad revision cannot be tested on arm64'],
  ['good revision fails', 'Not a regression: booting on arm64 fails at the good revision too'],
  ['good revision fails otherwise', 'The good revision is not good: booting on arm64 fails there in another way'],
  ['good revision cannot be tested', 'Nothing to compare with: the good revision cannot be tested on arm64'],
  ['boundaries alike', 'Not a regression: booting on arm64 fails as often at both revisions'],
  ['same kernel', 'Nothing to find: for arm64, both revisions are the same kernel'],
  ['inherited', 'Inherited: booting on arm64 broke before the range began'],
  ['no change', 'Chance: nothing in the range changed how often booting on arm64 fails'],
  ['contradiction', 'It could not be told which commit broke booting on arm64'],
  ['untestable commits', 'One of 2 commits broke booting on arm64'],
  ['budget', 'One of 2 commits broke booting on arm64, as far as the budget went'],
])('%s has a headline of its own', (cause, sentence) => {
  const result = { outcome: 'inconclusive' as const, cause, culprit: null, range: [hash, hash] }
  expect(words(bisection({ state: 'finished' }, result))).toBe(sentence)
})

test('a commit that was refuted is not headlined as the culprit', () => {
  const refuted = { outcome: 'inconclusive' as const, cause: 'contradiction' as const, culprit }
  expect(words(bisection({ state: 'finished' }, refuted))).not.toContain('keep areas')
})

test('while narrowing it says how many are left', () => {
  expect(headline(bisection({}))).toEqual({
    sentence: [{ text: 'Looking for what broke booting on arm64' }],
    detail: '16 of 64 commits may still be the culprit.',
  })
})

test('each kind of test has its words', () => {
  expect(words(bisection({ test: 'build' }))).toBe('Looking for what broke the build for arm64')
  expect(words(bisection({ test: 'script' }))).toBe('Looking for what broke the script test on arm64')
})

test('a pause says why', () => {
  const paused = bisection({ state: 'paused', reason: 'No worker boots arm64.' })
  expect(headline(paused).detail).toBe('No worker boots arm64.')
})

test('a range names how many commits it could be', () => {
  expect(words(bisection({ state: 'finished' }, { outcome: 'range', range: [hash, hash, hash] }))).toBe(
    'One of 3 commits broke booting on arm64',
  )
})

test('what ended before causes were kept is told by its outcome', () => {
  expect(words(bisection({ state: 'finished' }, { outcome: 'not-reproduced' }))).toBe(
    'What broke booting on arm64 could not be reproduced',
  )
  expect(words(bisection({ state: 'finished', outcome: 'cancelled' }))).toBe(
    'Cancelled while looking for what broke booting on arm64',
  )
})

test('certainty never promises more than was measured', () => {
  expect([0.42, 0.989, 0.9987, 0.99999].map(certainty)).toEqual([
    '42 % sure',
    '98 % sure',
    '99.8 % sure',
    'more than 99.9 % sure',
  ])
})

test.each<[Label | null, string]>([
  ['confirmed', '“mm: keep areas in a list” broke booting on arm64'],
  ['confirmed without revert', '“mm: keep areas in a list” broke booting on arm64, confirmed without a revert'],
  ['probable', 'Not confirmed: “mm: keep areas in a list” probably broke booting on arm64'],
  [null, 'Not confirmed: “mm: keep areas in a list” probably broke booting on arm64'],
])('a culprit that is %j has the headline: %s', (label, sentence) => {
  const found = bisection({ state: 'finished' }, { culprit, label })
  expect(words(found)).toBe(sentence)
  expect(headline(found).label).toBe(label ?? 'probable')
})

test('a headline says when a result rests on a patched build', () => {
  const assumption = { kind: 'patched build', text: 'x', state: 'settled', lowersLabel: false } as const
  const assumptions = [assumption]
  expect(words(bisection({ state: 'finished' }, { culprit, label: 'confirmed', assumptions }))).toMatch(
    /broke booting on arm64, tested with a patch applied$/,
  )
  const range = { outcome: 'range', cause: 'untestable commits', range: [hash, hash], assumptions } as const
  expect(words(bisection({ state: 'finished' }, { ...range, range: [...range.range] }))).toBe(
    'One of 2 commits broke booting on arm64, tested with a patch applied',
  )
})

test('what follows the checks of a culprit does not call it confirmed', () => {
  expect(headline(bisection({ progress: { stage: 'affected-targets' } as Bisection['progress'] })).detail).not.toMatch(
    /confirmed/,
  )
})
