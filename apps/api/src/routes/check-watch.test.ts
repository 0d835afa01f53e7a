import { RequestError } from '@kbisect/bisection'
import type { Test } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { checkWatch } from './check-watch.ts'

const watch = {
  targets: [{ architecture: 'arm64' as const }],
  tests: [] as Test[],
  schedule: { everySeconds: 900 },
  branches: ['master'],
}

function refusal(changes: Partial<Parameters<typeof checkWatch>[0]>) {
  try {
    checkWatch({ ...watch, ...changes })
  } catch (error) {
    if (error instanceof RequestError) return error.errors
    throw error
  }
  return []
}

test('a watch with a KUnit test names the options that build its suite', () => {
  const kunit: Test = { kind: 'kunit', suite: 'list_sort' }
  expect(refusal({ tests: [{ kind: 'boot' }, kunit] })).toMatchObject([
    { field: 'tests.1.options', hint: expect.stringContaining('LIST_KUNIT_TEST') },
  ])
  expect(refusal({ tests: [{ ...kunit, options: [] }] })).toMatchObject([{ field: 'tests.0.options' }])
  expect(refusal({ tests: [{ ...kunit, options: ['TEST_LIST_SORT'] }] })).toEqual([])
})

test('a watch with a pattern, a branch or a time that cannot be is refused with the field', () => {
  expect(refusal({ tests: [{ kind: 'console', pattern: '(', expect: 'absent' }] })).toMatchObject([
    { field: 'tests.0.pattern' },
  ])
  expect(refusal({ tests: [{ kind: 'boot' }, { kind: 'boot' }] })).toMatchObject([{ field: 'tests.1' }])
  expect(refusal({ branches: ['master', 'refs/heads/next'] })).toMatchObject([{ field: 'branches.1' }])
  expect(refusal({ schedule: { cron: '0 4 * * 9' } })).toMatchObject([{ field: 'schedule.cron' }])
  expect(refusal({ schedule: { cron: '0 4 * * 1' } })).toEqual([])
})
