import { expect, test } from 'vitest'
import { cronProblem } from './cron-problem.ts'

test.each(['0 4 * * *', '*/15 * * * *', '30 6 * * 1-5', '0 0 1 1 *'])('%s is a cron expression', (cron) => {
  expect(cronProblem(cron)).toBeUndefined()
})

test.each([
  ['every hour', 'has 2 fields'],
  ['0 0 4 * * *', 'has 6 fields'],
  ['0 25 * * *', 'is none that cron knows'],
  ['x * * * *', 'is none that cron knows'],
  ['@daily', 'has 1 field'],
])('%s is refused, as it %s', (cron, problem) => {
  expect(cronProblem(cron)).toContain(problem)
})
