import type { Assumption, Basis, BisectionResult, Check } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { BAD, bisectionWith, CULPRIT } from '../report-input.fixture.ts'
import { confidenceWords, flakyWords } from './format-confidence.ts'

const basis: Basis = {
  commits: 23,
  withCulprit: { passes: 0, failures: 48 },
  withoutCulprit: { passes: 31, failures: 0 },
  rates: { withCulprit: 0.99, withoutCulprit: 0.004 },
}
const flaky: Basis = {
  commits: 9,
  withCulprit: { passes: 20, failures: 30 },
  withoutCulprit: { passes: 80, failures: 1 },
  rates: { withCulprit: 0.604, withoutCulprit: 0.013 },
}

test('how sure it is stands with the commits, the runs and the rates that it rests on', () => {
  const checks: Check[] = [{ name: 'revert', commit: BAD, result: 'passed', passes: 3, failures: 0 }]
  expect(confidenceWords(bisectionWith({ basis, probability: 0.9984, checks }))).toBe(
    'We are 99.8 % sure that this commit is the first bad one. This rests on 23 commits that were tested: 48 of 48 runs of kernels with it failed, 31 of 31 without it passed; estimated failure rates 99 % and 0.4 %. It is confirmed: it fails repeatedly, and its parents pass. With it reverted, the bad revision passes.',
  )
})

test('runs that passed with it, and failed without it, are not hidden', () => {
  expect(confidenceWords(bisectionWith({ basis: flaky }))).toContain(
    '30 of 50 runs of kernels with it failed, 80 of 81 without it passed; estimated failure rates 60 % and 1.3 %.',
  )
})

test.each([
  [1, 'We are over 99.9 % sure'],
  [0.9994, 'We are 99.9 % sure'],
  [0.71, 'We are 71 % sure'],
])('a probability of %d promises no more', (probability, words) => {
  expect(confidenceWords(bisectionWith({ probability }))).toContain(words)
})

test('without a revert on the bad revision, what the reverts showed is still said', () => {
  const checks: Check[] = [
    { name: 'revert', commit: BAD, result: 'conflict', passes: 0, failures: 0, reason: 'mm/cma.c' },
    { name: 'revert on culprit', commit: CULPRIT, result: 'passed', passes: 3, failures: 0 },
  ]
  expect(confidenceWords(bisectionWith({ label: 'confirmed without revert', checks }))).toContain(
    'It is confirmed by repeated runs of it and of its parents, not by a revert on the bad revision. Its revert does not apply to the bad revision (mm/cma.c). With the commit reverted on top of itself, the kernel passes.',
  )
})

const open: Assumption = { kind: 'one host', text: 'Every boot ran on w1.', state: 'open', lowersLabel: true }

test.each<[string, Partial<BisectionResult>, string]>([
  ['nothing else is known', {}, 'the evidence leaves room for another explanation.'],
  [
    'a check did not pass',
    { checks: [{ name: 'parent', commit: BAD, result: 'could not tell', passes: 0, failures: 0 }] },
    'the check of the parent says "could not tell".',
  ],
  [
    'an assumption is open',
    { assumptions: [open] },
    'one host could explain the runs as well. Its revert does not apply to the bad revision. Assumptions that no further run settled: one host.',
  ],
])('a probable culprit says why it is no more where %s', (_, result, words) => {
  const found = confidenceWords(bisectionWith({ label: 'probable', ...result }))
  expect(found).toMatch(/^By its runs alone, this commit is the first bad one with a probability of 99.8 %/)
  expect(found).toContain(`It is probable, not confirmed: ${words}`)
})

test('an assumption that further runs ruled out is not called open', () => {
  const assumptions: Assumption[] = [{ ...open, state: 'settled', lowersLabel: false }]
  expect(confidenceWords(bisectionWith({ assumptions }))).not.toContain('settled')
})

test('compilers do not flake: their builds are counted, no rate is estimated', () => {
  const request = {
    tree: 'lab',
    good: 'v1',
    bad: 'v2',
    target: { architecture: 'arm64' },
    test: { kind: 'build' },
  } as const
  const bisection = bisectionWith({ basis: { ...basis, commits: 1 } }, { request })
  expect(confidenceWords(bisection)).toContain(
    'This rests on 1 commit that was tested: 48 of 48 builds with it failed, 31 of 31 without it succeeded. It is confirmed',
  )
  expect(flakyWords(bisectionWith({ basis: flaky }, { request }))).toContain('of runs')
})

test('without a culprit nothing is claimed', () => {
  expect(confidenceWords(bisectionWith({ outcome: 'range', culprit: null, basis }))).toBeNull()
  expect(confidenceWords(bisectionWith({ outcome: 'inconclusive', basis }))).toBeNull()
})

test('a failure that comes and goes is said to, with its rate; one passing run in many is no reason', () => {
  expect(flakyWords(bisectionWith({ basis: flaky }))).toBe(' It comes and goes: it shows in about 60 % of boots.')
  expect(flakyWords(bisectionWith({ basis }))).toBe('')
  const nearly = {
    ...basis,
    withCulprit: { passes: 1, failures: 200 },
    rates: { withCulprit: 0.993, withoutCulprit: 0.01 },
  }
  expect(flakyWords(bisectionWith({ basis: nearly }))).toBe('')
})
