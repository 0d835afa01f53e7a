import { expect, test } from 'vitest'
import { benchmarks } from './benchmarks.ts'
import { readUsage, UsageError } from './usage.ts'

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
