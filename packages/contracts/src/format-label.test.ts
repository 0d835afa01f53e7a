import { expect, test } from 'vitest'
import type { Assumption } from './assumption.ts'
import { labels, outcomes, states } from './bisection-states.ts'
import {
  badgeOf,
  culpritLabel,
  isConfirmed,
  labelWords,
  restsOnPatchedBuild,
  shownLabel,
  sortedAssumptions,
} from './format-label.ts'
import { watchStates } from './watched-revision.ts'

const isCulprit = (label: string) => ['confirmed', 'confirmed without revert', 'probable'].includes(label)
const distinct = (texts: readonly unknown[]) => new Set(texts).size

test.each(['badge', 'symbol', 'tag'] as const)('no two labels have the same %s', (field) => {
  expect(distinct(labels.map((label) => labelWords(label)[field]))).toBe(labels.length)
})

test('no two labels, outcomes without a label, or states have the same badge, symbol or kind', () => {
  const badges = [
    ...labels.map((label) => badgeOf({ state: 'finished', outcome: isCulprit(label) ? 'culprit' : null, label })),
    ...outcomes
      .filter((outcome) => outcome !== 'culprit' && outcome !== 'range')
      .map((outcome) => badgeOf({ state: 'finished', outcome, label: null })),
    ...states.map((state) => badgeOf({ state, outcome: null, label: null })),
  ]
  for (const field of ['badge', 'symbol', 'kind'] as const)
    expect(distinct(badges.map((badge) => badge[field]))).toBe(badges.length)
})

test.each([
  ['confirmed', 'Culprit confirmed', true],
  ['confirmed without revert', 'Confirmed without revert', true],
  ['probable', 'Probable culprit', false],
  [null, 'Probable culprit', false],
] as const)('a culprit with the label %j has the badge "%s"', (label, badge, confirmed) => {
  const ended = { outcome: 'culprit', label } as const
  expect(badgeOf({ state: 'finished', ...ended }).badge).toBe(badge)
  expect(isConfirmed(ended)).toBe(confirmed)
})

test('the badge of a check says that it is one, and how its revision did', () => {
  const ended = watchStates.map((state) =>
    badgeOf({ state: 'finished', outcome: 'inconclusive', label: 'not a regression', check: { state } }),
  )
  expect(ended.map(({ badge }) => badge)).toEqual(watchStates.map((state) => `Check: ${state}`))
  for (const field of ['symbol', 'kind'] as const)
    expect(distinct(ended.map((badge) => badge[field]))).toBe(watchStates.length)
  const check = { state: 'testing' } as const
  const open = (['running', 'paused'] as const).map((state) => badgeOf({ state, outcome: null, label: null, check }))
  expect(open.map(({ badge, kind }) => [badge, kind])).toEqual([
    ['Check: running', 'running'],
    ['Check: paused', 'paused'],
  ])
  const cancelled = badgeOf({ state: 'finished', outcome: 'cancelled', label: null, check: { state: 'not known' } })
  expect(cancelled).toMatchObject({ badge: 'Check: cancelled', kind: 'cancelled' })
})

test('only a culprit has the label of one', () => {
  expect(culpritLabel({ outcome: 'inconclusive', label: 'confirmed' })).toBeUndefined()
  expect(isConfirmed({ outcome: 'range', label: 'confirmed' })).toBe(false)
  expect(shownLabel({ outcome: 'inconclusive', label: 'confirmed' })).toBeNull()
  expect(badgeOf({ state: 'finished', outcome: 'inconclusive', label: 'confirmed' }).badge).toBe('Inconclusive')
})

test('assumptions that lower the label come first, then what else is open, then what is settled', () => {
  const assumption = (kind: Assumption['kind'], state: Assumption['state'], lowersLabel: boolean): Assumption => ({
    ...{ kind, text: 'x', state, lowersLabel },
  })
  const assumptions = [
    assumption('revert', 'settled', false),
    assumption('toolchain', 'open', false),
    assumption('clock', 'open', true),
    assumption('emulator', 'open', false),
  ]
  const sorted = sortedAssumptions({ assumptions }).map(({ kind }) => kind)
  expect(sorted).toEqual(['clock', 'toolchain', 'emulator', 'revert'])
})

test('a result rests on a patched build when an assumption or a check says so', () => {
  const assumption = { kind: 'patched build', text: 'x', state: 'settled', lowersLabel: false } as const
  const check = { name: 'fix', commit: 'a'.repeat(40), result: 'passed', passes: 3, failures: 0 } as const
  expect(restsOnPatchedBuild({ assumptions: [], checks: [] })).toBe(false)
  expect(restsOnPatchedBuild({ assumptions: [assumption], checks: [] })).toBe(true)
  expect(restsOnPatchedBuild({ assumptions: [{ ...assumption, kind: 'clock' }], checks: [] })).toBe(false)
  expect(restsOnPatchedBuild({ assumptions: [], checks: [check] })).toBe(true)
})
