import { expect, test } from 'vitest'
import { scenario } from '../fixture/scenario.fixture.ts'
import { tellingLogs } from './representative-logs.ts'

test('of a culprit, its own log and its parent’s are laid side by side', () => {
  const { bisection, runs } = scenario('finishedbisect', Number.POSITIVE_INFINITY)
  const { firstBad, lastGood } = tellingLogs(bisection, runs)
  expect(firstBad?.commit).toBe(bisection.culprit?.hash)
  expect(firstBad?.result.kind).toBe('failed')
  expect(lastGood?.commit).toBe(bisection.result?.checks.find(({ name }) => name === 'parent')?.commit)
  expect(lastGood?.result.kind).toBe('passed')
})

test('before there is a culprit, the boundaries are', () => {
  const { bisection, runs } = scenario('runningbisect1', 0)
  const { firstBad, lastGood } = tellingLogs(bisection, runs)
  expect([firstBad?.commit, lastGood?.commit]).toEqual([bisection.bad.hash, bisection.good.hash])
})

test('what left no log is not offered', () => {
  const { bisection, runs } = scenario('runningbisect1', 0)
  const logless = runs.map((run) => ({ ...run, log: null }))
  expect(tellingLogs(bisection, logless)).toEqual({ firstBad: undefined, lastGood: undefined })
})
