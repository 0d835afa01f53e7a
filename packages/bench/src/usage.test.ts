import { expect, test } from 'vitest'
import { benchmarks } from './benchmarks.ts'
import { helpLines, readUsage } from './usage.ts'
import { UsageError } from './usage-error.ts'

test('reads the name and the options, in any order', () => {
  expect(readUsage(['--json', 'demo', '--quick', '--dir', '/x'], benchmarks)).toMatchObject({
    benchmark: { name: 'demo' },
    json: true,
    quick: true,
    dir: '/x',
    keep: false,
  })
})

test.each([[[]], [['nosuch']], [['demo', 'demo']], [['demo', '--fast']], [['demo', '--dir']]])(
  '%j is refused',
  (args) => {
    expect(() => readUsage(args, benchmarks)).toThrow(UsageError)
  },
)

test('an option of one benchmark is refused by another, and the message says whose it is', () => {
  expect(() => readUsage(['demo', '--trials', '5'], benchmarks)).toThrow('--trials is an option of engine, not of demo')
  expect(() => readUsage(['demo', '--play'], benchmarks)).toThrow('--play is an option of engine, not of demo')
})

test('own options reach their benchmark as they were given', () => {
  const args = ['engine', '--trials', '5', '--repo', 'a', '--good', 'b', '--bad', 'c']
  expect(readUsage(args, benchmarks).options).toEqual({ trials: '5', repo: ['a'], good: ['b'], bad: ['c'] })
})

test('values of own options are checked before anything is done', () => {
  expect(() => readUsage(['engine', '--trials', 'many'], benchmarks)).toThrow(UsageError)
})

test('the help names every option', () => {
  const help = helpLines(benchmarks).join('\n')
  for (const benchmark of benchmarks)
    for (const option of Object.keys(benchmark.options ?? {})) expect(help).toContain(`--${option}`)
})
