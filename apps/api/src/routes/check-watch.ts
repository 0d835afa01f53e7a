import { checkTest, RequestError, watchTargets } from '@kbisect/bisection'
import type { FurtherTargetRequest, Test, WatchSchedule } from '@kbisect/contracts'
import { cronProblem } from '@kbisect/queue'

/** What of a watch can be wrong though its schema holds. */
interface Checked {
  readonly targets: readonly FurtherTargetRequest[]
  readonly tests: readonly Test[]
  readonly schedule: WatchSchedule
  readonly branches: readonly string[]
}

/** @throws RequestError naming the field */
export function checkWatch({ targets, tests, schedule, branches }: Checked): void {
  for (const [at, test] of tests.entries()) {
    checkTest(test, `tests.${at}`)
    checkOptions(test, `tests.${at}`)
    watchTargets(targets, test)
  }
  const kinds = tests.map((test) => JSON.stringify(test))
  const twice = kinds.findIndex((kind, at) => kinds.indexOf(kind) !== at)
  if (twice >= 0) {
    throw new RequestError('duplicate-test', [
      { field: `tests.${twice}`, value: tests[twice]?.kind, message: 'is there twice', hint: 'leave it out' },
    ])
  }
  for (const [at, pattern] of branches.entries()) checkBranch(pattern, `branches.${at}`)
  const problem = 'cron' in schedule ? cronProblem(schedule.cron) : undefined
  if (problem !== undefined && 'cron' in schedule) {
    throw new RequestError('invalid-cron', [
      {
        field: 'schedule.cron',
        value: schedule.cron,
        message: problem,
        hint: 'write five fields: minute, hour, day of the month, month, day of the week, such as 0 4 * * *',
      },
    ])
  }
}

/**
 * A bisection finds the options of a suite in its bad revision. What a watch builds must not change
 * from one revision to the next.
 */
function checkOptions(test: Test, field: string): void {
  if (test.kind !== 'kunit' || (test.options ?? []).length > 0) return
  throw new RequestError('missing-kunit-options', [
    {
      field: `${field}.options`,
      message: `is missing: a watch does not look for the options that build ${test.suite}`,
      hint: 'name them, as the Makefile beside the test has them, such as LIST_KUNIT_TEST',
    },
  ])
}

function checkBranch(pattern: string, field: string): void {
  const wrong = pattern.startsWith('refs/')
    ? 'is the whole name of a ref'
    : /^\/|\/$|\/\/|\.\.|@\{|\.lock$/.test(pattern)
      ? 'cannot name a branch'
      : undefined
  if (wrong === undefined) return
  const hint = 'write the name of a branch, such as master or ci/*, or of a tag as tags/next-*'
  throw new RequestError('invalid-branch', [{ field, value: pattern, message: wrong, hint }])
}
