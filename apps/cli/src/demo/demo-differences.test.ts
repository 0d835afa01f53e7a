import { expect, test } from 'vitest'
import { CULPRIT } from '../bisection.fixture.ts'
import type { DemoFound } from './demo-answer.ts'
import { demoDifferences, type Truth } from './demo-differences.ts'

const truth: Truth = {
  culprit: { hash: CULPRIT, subject: 'mm: break it' },
  sides: [],
  affected: ['arm64', 'arm'],
  unaffected: ['x86_64'],
  label: 'confirmed',
  revert: 'passed',
  failsIn: ['mm_init', 'start_kernel'],
  otherFailures: ['f', 'mm/a.c'],
  failureRate: 1,
}

const found: DemoFound = {
  scenario: 'tiny',
  outcome: 'culprit',
  label: 'confirmed',
  culprit: truth.culprit,
  affected: ['arm', 'arm64'],
  unaffected: ['x86_64'],
  failsIn: 'mm_init',
  failureRate: 1,
  failureRuns: 8,
  revert: 'passed',
  otherFailures: [],
  sides: [],
}

test('the whole truth has no differences, in whatever order, whatever else of it was met', () => {
  expect(demoDifferences(found, truth, [])).toEqual([])
  expect(demoDifferences({ ...found, otherFailures: ['f'] }, truth, ['f'])).toEqual([])
})

const other = { hash: 'e'.repeat(40), subject: 'docs: innocent' }

test.each<[string, Partial<DemoFound>, string[]]>([
  ['another culprit', { culprit: other }, [`the culprit is ${other.hash}, but ${CULPRIT}`]],
  [
    'a range',
    { outcome: 'range', label: 'range', culprit: null },
    ['the outcome is range, not culprit', 'the culprit is not named', 'the label is range, not confirmed'],
  ],
  ['another label', { label: 'probable' }, ['the label is probable, not confirmed']],
  ['another end of the revert', { revert: 'conflict' }, ['the revert is conflict, not passed']],
  ['a revert that was not tried', { revert: null }, ['the revert is not known, not passed']],
  ['another place', { failsIn: 'f' }, ['the failure is named after f, not after mm_init or start_kernel']],
  [
    'a target on the wrong side',
    { affected: ['arm64', 'arm', 'x86_64'], unaffected: [] },
    ['x86_64 was found to be affected, and is not', 'x86_64 is not affected, and was not found to be'],
  ],
  ['a target that could not be told', { unaffected: [] }, ['x86_64 is not affected, and was not found to be']],
  ['a solid failure that went away once', { failureRate: 7 / 8 }, ['88 % of 8 runs failed, where 100 %']],
  ['a failure that no run showed', { failureRate: null, failureRuns: 0 }, ['no run was counted']],
  ['a failure that is in no commit', { otherFailures: ['g'] }, ['a failure in g is listed, and nothing fails there']],
])('%s is told', (_, changes, said) => {
  const wanted = said.map((text): unknown => expect.stringContaining(text))
  expect(demoDifferences({ ...found, ...changes }, truth, [])).toEqual(wanted)
})

test('a failure that was met and is not listed is told', () => {
  expect(demoDifferences(found, truth, ['f'])).toEqual(['f failed too, and is not listed'])
})

test('of a merge both commits that meet in it have to be named', () => {
  const [one, two] = ['1'.repeat(40), '2'.repeat(40)]
  const sides = [
    { hash: one, subject: 'mm: one' },
    { hash: two, subject: 'mm: two' },
  ]
  const differences = (...named: string[]) => demoDifferences({ ...found, sides: named }, { ...truth, sides }, [])
  expect(differences(two, one)).toEqual([])
  expect(differences(one, CULPRIT)).toEqual([
    `${two} ("mm: two") does not go with the other side, and was not found`,
    `${CULPRIT} was found not to go with the other side, and is not it`,
  ])
})

test('the share of a flaky failure may be off as chance has it, and no more', () => {
  const flaky = { ...truth, failureRate: 0.6 }
  const withRate = (failureRate: number, failureRuns: number) =>
    demoDifferences({ ...found, failureRate, failureRuns }, flaky, [])
  expect(withRate(0.4, 20)).toEqual([])
  expect(withRate(0.9, 20)).toEqual([])
  expect(withRate(1, 40)).toEqual(['100 % of 40 runs failed, where 60 % are to be expected'])
  expect(withRate(0.1, 20)).toHaveLength(1)
})
