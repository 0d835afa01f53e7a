import { expect, test } from 'vitest'
import { UsageError } from '../usage-error.ts'
import { readEngineOptions } from './engine-options.ts'

test('reads every option', () => {
  const values = {
    repo: ['/a', '/b'],
    good: ['v1', 'v2'],
    bad: ['v3', 'v4'],
    trials: '20',
    points: '1/0,.9/0.1',
    workers: '2,4',
    seed: 'x',
    samples: '/tmp/samples',
    processes: '1',
    rows: '1,12',
  }
  expect(readEngineOptions(values)).toEqual({
    histories: [
      { repository: '/a', good: 'v1', bad: 'v3' },
      { repository: '/b', good: 'v2', bad: 'v4' },
    ],
    trials: 20,
    points: [
      { p1: 1, p0: 0 },
      { p1: 0.9, p0: 0.1 },
    ],
    workers: [2, 4],
    seed: 'x',
    samples: '/tmp/samples',
    processes: 1,
    rows: [1, 12],
    play: false,
  })
})

test.each([
  [{ trials: '0' }, '--trials'],
  [{ trials: '1e3' }, '--trials'],
  [{ trials: '-5' }, '--trials'],
  [{ points: '0.9' }, '--points'],
  [{ points: '0.1/0.9' }, '--points'],
  [{ points: '2/0' }, '--points'],
  [{ points: '1/0,' }, '--points'],
  [{ points: '/0' }, '--points'],
  [{ workers: '0' }, '--workers'],
  [{ workers: '4;8' }, '--workers'],
  [{ rows: '13' }, '--rows'],
  [{ rows: '' }, '--rows'],
  [{ repo: ['/a'] }, '--repo, --good and --bad'],
  [{ repo: ['/a'], good: ['x'], bad: ['y', 'z'] }, '--repo, --good and --bad'],
  [{ processes: '0' }, '--processes'],
  [{ play: true, rows: '1' }, '--play'],
  [{ play: true, samples: 'x' }, '--play'],
])('%j is refused by name', (values, name) => {
  expect(() => readEngineOptions(values)).toThrow(UsageError)
  expect(() => readEngineOptions(values)).toThrow(name)
})
