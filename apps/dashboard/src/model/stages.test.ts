import { expect, test } from 'vitest'
import { stepsOf } from './stages.ts'

const statuses = (...args: Parameters<typeof stepsOf>) => stepsOf(...args).map((step) => step.status)

test('a running bisection is at one step, with those before it done', () => {
  expect(statuses('narrow', 'running', false)).toEqual(['done', 'done', 'current', 'waiting', 'waiting', 'waiting'])
})

test('testing merge bases belongs to checking the ends', () => {
  expect(statuses('bases', 'running', false)[1]).toBe('current')
})

test('nothing is current before a worker has begun', () => {
  expect(statuses('prepare', 'queued', false)).not.toContain('current')
})

test('a paused one has stopped where it is', () => {
  expect(statuses('confirm', 'paused', false)[3]).toBe('stopped')
})

test('one that ended early shows where', () => {
  expect(statuses('ends', 'finished', true)).toEqual(['done', 'stopped', 'waiting', 'waiting', 'waiting', 'waiting'])
})

test('all steps are done at the end', () => {
  expect(new Set(statuses('done', 'finished', false))).toEqual(new Set(['done']))
})
