import type { Basis } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { confidenceWords, flakyWords } from './confidence-words.ts'
import { bisectionWith } from './report-input.fixture.ts'

const basis: Basis = {
  commits: 23,
  withFault: { passes: 0, failures: 48 },
  withoutFault: { passes: 31, failures: 0 },
  rates: { withFault: 0.99, withoutFault: 0.004 },
}
const flaky: Basis = {
  commits: 9,
  withFault: { passes: 20, failures: 30 },
  withoutFault: { passes: 80, failures: 1 },
  rates: { withFault: 0.604, withoutFault: 0.013 },
}

test('how sure it is stands with the commits, the runs and the rates that it rests on', () => {
  expect(confidenceWords(bisectionWith({ basis, probability: 0.9984 }))).toBe(
    'We are 99.8 % sure that this commit is the first bad one. This rests on 23 commits that were tested: 48 of 48 runs of kernels with it failed, 31 of 31 without it passed; estimated failure rates 99 % and 0.4 %. It was confirmed: it fails again and again, its parents pass, and the bad end passes without it.',
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

test.each([
  ['confirmed without revert', 'what the bad end does without it could not be told'],
  ['probable', 'Not all checks speak for it, so take it as probable.'],
] as const)('the label %s is told in words', (label, words) => {
  expect(confidenceWords(bisectionWith({ label }))).toContain(words)
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
    'This rests on 1 commit that was tested: 48 of 48 builds with it failed, 31 of 31 without it succeeded. It was confirmed',
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
  const nearly = { ...basis, withFault: { passes: 1, failures: 200 }, rates: { withFault: 0.993, withoutFault: 0.01 } }
  expect(flakyWords(bisectionWith({ basis: nearly }))).toBe('')
})
