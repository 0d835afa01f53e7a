import { type Event, eventTypes } from '@kbisect/contracts'
import { describe, expect, test } from 'vitest'
import { scenario } from '../fixture/scenario.fixture.ts'
import { listChangeOf, partsOf, rangeWithEvent, withEvent } from './event-parts.ts'

const { bisection, candidates } = scenario('runningbisect1', 0)
const event = (type: Event['type'], data: Event['data'] = {}): Event => ({
  ...{ id: 1, bisectionId: bisection.id, type, message: '', data, at: '2026-11-22T10:00:00Z' },
})

describe('after an event', () => {
  test('of a run, the runs and those of its commit are asked for, and not the builds', () => {
    const parts = partsOf(event('run-finished', { commit: 'abc' }))
    expect(parts).toEqual(expect.arrayContaining(['runs', 'commit abc']))
    expect(parts).not.toContain('builds')
  })

  test('of any type, something is asked for', () => {
    for (const type of eventTypes) expect([type, partsOf(event(type)).length]).not.toEqual([type, 0])
  })

  test('of a type that the page does not know, all is asked for', () => {
    const unknown = 'invented' as Event['type']
    expect(partsOf(event(unknown))).toEqual(partsOf(event('finished')))
    expect(listChangeOf(unknown)).toBe('rows')
  })
})

describe('what an event itself says', () => {
  test('is the new stage of a bisection', () => {
    const stage = event('stage', { stage: 'confirm', candidatesLeft: 1 })
    expect(withEvent(bisection, stage)).toEqual({ ...bisection, stage: 'confirm', candidatesLeft: 1 })
    expect(withEvent(bisection, { ...stage, bisectionId: 'another00001' })).toBe(bisection)
    expect(withEvent(bisection, event('stage'))).toBe(bisection)
    expect(withEvent(bisection, event('choice', { stage: 'confirm', candidatesLeft: 1 }))).toBe(bisection)
  })

  test('is the verdict of a commit', () => {
    const commit = candidates[5]?.hash
    const range = rangeWithEvent(candidates, event('verdict', { commit, verdict: 'bad' }))
    expect(range[5]).toEqual({ ...candidates[5], verdict: 'bad' })
    expect(range.toSpliced(5, 1)).toEqual(candidates.toSpliced(5, 1))
    expect(rangeWithEvent(candidates, event('verdict', { commit: 'nowhere', verdict: 'bad' }))).toBe(candidates)
    expect(rangeWithEvent(candidates, event('verdict', { commit }))).toBe(candidates)
  })
})
