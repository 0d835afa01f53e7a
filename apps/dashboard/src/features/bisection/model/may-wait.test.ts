import { expect, test } from 'vitest'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { mayWait } from './may-wait.ts'

const { bisection } = scenario('runningbisect1', 3)
const idle = { ...bisection.progress, working: [] }
const waitingFor = 'Waits for a worker: none is alive.'

test('a bisection may wait while nothing is done for it or while it says so, not once it is paused or finished', () => {
  expect(bisection.progress.working).not.toEqual([])
  expect(mayWait(bisection)).toBe(false)
  expect(mayWait({ ...bisection, waitingFor: null })).toBe(false)
  expect(mayWait({ ...bisection, waitingFor })).toBe(true)
  expect(mayWait({ ...bisection, progress: idle })).toBe(true)
  expect(mayWait({ ...bisection, state: 'queued', progress: idle })).toBe(true)
  for (const state of ['paused', 'finished'] as const)
    expect(mayWait({ ...bisection, state, progress: idle })).toBe(false)
})
