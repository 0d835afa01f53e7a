import { describe, expect, test } from 'vitest'
import { type ActivitySample, timeoutCause } from './timeout-cause.ts'

const circumstances = { limitSeconds: 100, cpus: 4, ownProcesses: 2 }

/** One sample a second: what the tree used of CPUs in each second, and wanted. */
const samples = (rate: (at: number) => number, wanting: (at: number) => number, processes = 8): ActivitySample[] => {
  let cpuSeconds = 0
  return Array.from({ length: 101 }, (_, at) => {
    cpuSeconds += rate(at)
    return { at, cpuSeconds, wanting: wanting(at), processes }
  })
}
const always = (value: number) => () => value
const cause = (list: readonly ActivitySample[], more = {}) => timeoutCause(list, { ...circumstances, ...more })

describe('timeoutCause', () => {
  test('a build whose processes sleep is the tree’s doing, however busy the machine is with others', () => {
    expect(cause(samples(always(0), always(0)))).toBe('slept')
    expect(
      cause(
        samples(
          (at) => (at % 20 === 0 ? 0.5 : 0),
          (at) => (at % 20 === 0 ? 1 : 0),
        ),
      ),
    ).toBe('slept')
  })

  test('a build that compiled at full rate at first, and then slept for half of its time, slept', () => {
    expect(
      cause(
        samples(
          (at) => (at < 50 ? 4 : 0),
          (at) => (at < 50 ? 4 : 0),
        ),
      ),
    ).toBe('slept')
  })

  test('one process that spins on a machine with more CPUs than that has what it asked for', () => {
    expect(cause(samples(always(1), always(1)))).toBe('satisfied')
  })

  test('a build that uses all its CPUs until the end needs more time than this machine has', () => {
    expect(cause(samples(always(3.9), always(4)))).toBe('host')
    expect(cause(samples(always(1), always(1)), { cpus: 1 })).toBe('host')
  })

  test('a build whose processes wait for CPUs that others use is not blamed', () => {
    expect(cause(samples(always(0.5), always(4)))).toBe('host')
    expect(cause(samples(always(0.01), always(1)))).toBe('host')
  })

  test('a build whose processes wait for a slow disk is not blamed', () => {
    expect(cause(samples(always(0.2), always(2)))).toBe('host')
  })

  test('a build of which nothing is known is not blamed', () => {
    expect(cause([])).toBe('host')
    expect(cause(samples(always(0), always(0)).slice(0, 54))).toBe('host')
    // Hidden processes look like sleeping ones.
    expect(cause(samples(always(0), always(0), 2))).toBe('host')
  })
})
