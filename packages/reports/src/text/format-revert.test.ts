import { type Check, checkResults } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { BAD, CULPRIT } from '../report-input.fixture.ts'
import { revertWords } from './format-revert.ts'

const onBad = (result: Check['result'], reason?: string): Check => ({
  ...{ name: 'revert', commit: BAD, result, passes: 0, failures: 0 },
  ...(reason === undefined ? {} : { reason }),
})
const onCulprit = (result: Check['result']): Check => ({ ...onBad(result), name: 'revert on culprit', commit: CULPRIT })
const both = checkResults.flatMap((bad) => checkResults.map((own) => [bad, own] as const))

test('a conflict on the bad revision does not hide the revert that passed on the culprit itself', () => {
  expect(revertWords({ checks: [onBad('conflict', 'mm/cma.c, mm/cma.h'), onCulprit('passed')] }, false)).toBe(
    'Its revert does not apply to the bad revision (mm/cma.c, mm/cma.h). With the commit reverted on top of itself, the kernel passes.',
  )
})

test.each([
  ['passed', 'With it reverted, the bad revision passes.'],
  ['failed', 'With it reverted, the bad revision still fails.'],
  ['conflict', 'Its revert does not apply to the bad revision.'],
  ['does not build', 'With it reverted, the bad revision does not build.'],
  ['could not tell', 'With it reverted, the bad revision gave no clear result.'],
] as const)('a revert on the bad revision with the result "%s" is worded by it', (result, words) => {
  expect(revertWords({ checks: [onBad(result)] }, false)).toBe(words)
})

test.each([false, true])('no two pairs of results of both reverts have the same words (build test: %s)', (isBuild) => {
  const texts = both.map(([bad, own]) => revertWords({ checks: [onBad(bad), onCulprit(own)] }, isBuild))
  expect(new Set(texts).size).toBe(both.length)
})

test('a build test speaks of building', () => {
  expect(revertWords({ checks: [onBad('passed'), onCulprit('failed')] }, true)).toBe(
    'With it reverted, the bad revision builds. With the commit reverted on top of itself, the kernel still does not build.',
  )
})

test('a result without a revert says so', () => {
  expect(revertWords({ checks: [] }, false)).toBe('No revert was tested.')
})
