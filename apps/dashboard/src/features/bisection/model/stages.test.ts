import type { Event } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { goodRevisionPassed, reachedStage, stepsOf } from './stages.ts'

const statuses = (...args: Parameters<typeof stepsOf>) => stepsOf(...args).map((step) => step.status)

test('a running bisection is at one step, with those before it done', () => {
  expect(statuses('narrow', 'running', false)).toEqual(['done', 'done', 'current', 'waiting', 'waiting', 'waiting'])
})

test('testing merge bases belongs to checking the boundaries', () => {
  expect(statuses('bases', 'running', false)[1]).toBe('current')
})

test('nothing is current before a worker has begun', () => {
  expect(statuses('prepare', 'queued', false)).not.toContain('current')
})

test('a paused one has stopped where it is', () => {
  expect(statuses('confirm', 'paused', false)[3]).toBe('stopped')
})

test('one that ended early shows where', () => {
  expect(statuses('boundaries', 'finished', true)).toEqual([
    'done',
    'stopped',
    'waiting',
    'waiting',
    'waiting',
    'waiting',
  ])
})

test('the step that confirms a culprit is not drawn as done when the culprit is no more than probable', () => {
  expect(statuses('done', 'finished', false, true)).toEqual(['done', 'done', 'done', 'unproved', 'done', 'done'])
})

test('all steps are done at the end', () => {
  expect(new Set(statuses('done', 'finished', false))).toEqual(new Set(['done']))
})

const stageEvent = (id: number, stage: string): Event => ({
  id,
  bisectionId: 'b',
  type: 'stage',
  message: '',
  data: { stage },
  at: '',
})

test('where it ended early is told by its events', () => {
  const events = [stageEvent(1, 'boundaries'), stageEvent(2, 'narrow'), stageEvent(3, 'done')]
  const over = { state: 'finished', result: null } as const
  expect(reachedStage({ ...over, stage: 'done', outcome: 'cancelled' }, events)).toBe('narrow')
  expect(reachedStage({ ...over, stage: 'done', outcome: 'error' }, [])).toBe('prepare')
  expect(reachedStage({ ...over, stage: 'done', outcome: 'culprit' }, events)).toBe('done')
  expect(reachedStage({ state: 'running', result: null, stage: 'confirm', outcome: null }, events)).toBe('confirm')
})

test('where the events of its stages are not there, its checks tell where it ended early', () => {
  const { bisection } = scenario('finishedbisect', Number.POSITIVE_INFINITY)
  const { result } = bisection
  if (!result) throw new Error('the scenario has no result')
  const ended = (names: readonly string[]) => {
    const checks = result.checks.filter(({ name }) => names.includes(name))
    return reachedStage({ ...bisection, outcome: 'cancelled', result: { ...result, checks } }, [])
  }
  expect(ended(['bad revision', 'good revision', 'culprit'])).toBe('confirm')
  expect(ended(['bad revision', 'good revision'])).toBe('narrow')
  expect(ended(['bad revision'])).toBe('boundaries')
  expect(ended([])).toBe('prepare')
})

test('the good revision is only called good once it passed', () => {
  expect(goodRevisionPassed({ stage: 'boundaries', state: 'running', result: null })).toBe(false)
  expect(goodRevisionPassed({ stage: 'narrow', state: 'running', result: null })).toBe(true)
  expect(goodRevisionPassed({ stage: 'done', state: 'finished', result: null })).toBe(false)
})
