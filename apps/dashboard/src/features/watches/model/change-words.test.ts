import type { ComparedResult } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { changeGroups, sameWords, summary } from './change-words.ts'

const compared = (change: ComparedResult['change']): ComparedResult => ({
  ...{ target: 'arm', test: 'boot', testIndex: 0, change, sameFailure: null, a: null, b: null },
})

test('kinds of change are in their order, those without results left out', () => {
  const groups = changeGroups([
    compared('still passing'),
    compared('fixed'),
    compared('new failure'),
    compared('fixed'),
  ])
  expect(groups.map(({ title, results }) => [title, results.length])).toEqual([
    ['New failures', 1],
    ['Fixed', 2],
    ['Still passing', 1],
  ])
})

test('the summary counts what differs and what could not be compared', () => {
  expect(summary([compared('new failure'), compared('not run'), compared('still passing')])).toBe(
    '1 new failure, 1 not run',
  )
  expect(summary([compared('new failure'), compared('new failure')])).toBe('2 new failures')
  expect(summary([compared('still passing')])).toBe('No difference: all tests pass in both.')
})

test('two failures are said to be one only where that is known', () => {
  expect(sameWords({ change: 'still failing', sameFailure: true })).toBe('The same failure.')
  expect(sameWords({ change: 'still failing', sameFailure: false })).toBe('Another failure.')
  expect(sameWords({ change: 'still failing', sameFailure: null })).toContain('cannot be told')
  expect(sameWords({ change: 'fixed', sameFailure: null })).toBeUndefined()
})
