import { expect, test } from 'vitest'
import { buildOf, runOf } from '../../../fixture/facts.fixture.ts'
import { hashOf } from '../../../fixture/range.fixture.ts'
import { axisMarks, barAt, barsPath, timeLine } from './time-line.ts'

const place = { commit: hashOf('one'), target: 'arm64', reverted: null }
const run = (id: string, worker: string, end: number, seconds: number, passes = true) => ({
  ...runOf({ ...place, id, attempt: 1, passes, at: end }),
  worker,
  seconds,
})

test('what a worker does at once lies in different rows, and a free row is used again', () => {
  const runs = [
    run('a', 'one', 10_000, 10),
    run('b', 'one', 8_000, 4),
    run('c', 'one', 20_000, 5),
    run('d', 'two', 9_000, 1),
  ]
  const { start, end, workers } = timeLine([], runs, 0)
  expect([start, end]).toEqual([0, 20_000])
  expect(workers.map(({ worker, rows, bars }) => [worker, rows, ...bars.map(({ id, row }) => `${id}${row}`)])).toEqual([
    ['one', 2, 'a0', 'b1', 'c0'],
    ['two', 1, 'd0'],
  ])
})

test('what was built for another bisection before is counted, not drawn', () => {
  const builds = [
    buildOf({ ...place, id: 'old', at: 1_000 }),
    buildOf({ ...place, id: 'new', at: 50_000, failed: true }),
  ]
  const { workers, earlier } = timeLine(builds, [], 10_000)
  expect(earlier).toBe(1)
  expect(workers[0]?.bars.map(({ id, kind }) => [id, kind])).toEqual([['new', 'broken']])
})

test('a bar is found by pointing at it, or near it', () => {
  const [worker] = timeLine([], [run('a', 'one', 1_000, 1), run('b', 'one', 9_000, 1)], 0).workers
  const bars = worker?.bars ?? []
  expect(barAt(bars, 500, 0, 100)?.id).toBe('a')
  expect(barAt(bars, 7_950, 0, 100)?.id).toBe('b')
  expect(barAt(bars, 5_000, 0, 100)).toBeUndefined()
  expect(barAt(bars, 500, 1, 100)).toBeUndefined()
})

test('bars of a kind are one path, and the shortest can still be seen', () => {
  const [worker] = timeLine([], [run('a', 'one', 100, 0.001)], 0).workers
  expect(barsPath(worker?.bars ?? [], { x: (time) => time / 10, y: () => 4, height: 9 })).toBe('M9.9 4h1.5v9h-1.5z')
})

test('the axis has round marks, never too many', () => {
  expect(axisMarks(47, 6)).toEqual([0, 10, 20, 30, 40])
  expect(axisMarks(2500, 6)).toEqual([0, 600, 1200, 1800, 2400])
  expect(axisMarks(40 * 86_400, 6).length).toBeLessThanOrEqual(7)
})
