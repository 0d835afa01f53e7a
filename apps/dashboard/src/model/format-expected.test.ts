import { expect, test } from 'vitest'
import { busyQueues, expectedWork, roughly } from './format-expected.ts'

test('what is expected promises no more than can be known', () => {
  expect([20, 640, 5000, 30_000, 400_000].map(roughly)).toEqual([
    'about a minute',
    'about 11 min',
    'about 83 min',
    'about 8 h',
    'about 5 d',
  ])
  expect(expectedWork({ builds: 1, runs: 14, seconds: 0 })).toBe('1 build, 14 runs')
})

test('queues with nothing in them are not named, and what is put off counts as waiting', () => {
  const queues = busyQueues({
    deliver: { waiting: 0, active: 0, delayed: 0 },
    'boot-arm': { waiting: 1, active: 1, delayed: 0 },
    'build-arm64': { waiting: 2, active: 1, delayed: 3 },
  })
  expect(queues).toEqual([
    { name: 'build-arm64', waiting: 5, active: 1 },
    { name: 'boot-arm', waiting: 1, active: 1 },
  ])
})
