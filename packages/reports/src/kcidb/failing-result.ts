import type { KcidbBuild, KcidbStatus, KcidbTest } from '@kbisect/contracts'
import type { KcidbObjects, Placed, Result } from './kcidb-objects.ts'
import type { Refusal } from './reported-regression.ts'

const OURS: Partial<Record<KcidbStatus, string>> = {
  ERROR: 'ERROR says that the test itself broke, and nothing of the kernel',
  MISS: 'MISS says that the harness broke before the test ran, and nothing of the kernel',
}

/** What stays the same where the kernel alone changes. */
export function testPlaceOf({ test, build, checkout }: Result): string {
  const { architecture, config_name, compiler } = build.object
  const { tree_name, git_repository_branch } = checkout.object
  const platform = test?.object.environment?.misc?.platform
  return JSON.stringify([
    test?.object.path,
    platform,
    architecture,
    config_name,
    compiler,
    tree_name,
    git_repository_branch,
  ])
}

function refuseStatus({ object, field }: Placed<KcidbTest | KcidbBuild>): Refusal[] {
  const message = OURS[object.status ?? 'DONE']
  if (message === undefined) return []
  const hint = 'Send a test or a build with the status FAIL.'
  return [{ field: `${field}.status`, value: object.status, message: `${object.id}: ${message}`, hint }]
}

const NOTHING: Refusal = {
  field: 'tests',
  message: 'no test and no build has the status FAIL',
  hint: 'Send the test that fails, its build and checkout, and the last test that passed with its own.',
}

/**
 * What the report is about: the one test that fails, else the one build; several runs of the same
 * count once.
 */
export function failingResult(objects: KcidbObjects): Result | readonly Refusal[] {
  const failed = <T extends KcidbTest | KcidbBuild>(placed: readonly Placed<T>[]) =>
    placed.filter(({ object }) => object.status === 'FAIL')
  const tests = failed(objects.tests)
  const found =
    tests.length > 0
      ? tests.map((test) => objects.resultOfTest(test))
      : failed(objects.builds).map((build) => objects.resultOfBuild(build))
  const refusals = found.filter((one): one is Refusal => 'message' in one)
  if (refusals.length > 0) return refusals
  const results = found.filter((one): one is Result => 'build' in one)
  const [first] = results
  if (!first) {
    const broken = [...objects.tests, ...objects.builds].flatMap(refuseStatus)
    return broken.length > 0 ? broken : [NOTHING]
  }
  const kinds = new Set(results.map((result) => `${testPlaceOf(result)} ${result.checkout.object.git_commit_hash}`))
  if (kinds.size === 1) return first
  const field = first.test ? 'tests' : 'builds'
  const ids = results.map(({ test, build }) => (test ?? build).object.id).slice(0, 5)
  return [
    {
      field,
      message: `${kinds.size} different failures are in it: ${ids.join(', ')}${results.length > 5 ? ' …' : ''}`,
      hint: 'Send one failure at a time, each with its last passing run.',
    },
  ]
}

const startedAt = ({ test, build, checkout }: Result): number =>
  Date.parse(test?.object.start_time ?? build.object.start_time ?? checkout.object.start_time ?? '') || 0

/** The same on the newest other commit where it passed; undefined where the report has none. */
export function lastPassingRun(objects: KcidbObjects, failing: Result): Result | undefined {
  const placed = failing.test
    ? objects.tests.map((test) => ({ status: test.object.status, result: objects.resultOfTest(test) }))
    : objects.builds.map((build) => ({ status: build.object.status, result: objects.resultOfBuild(build) }))
  const bad = failing.checkout.object.git_commit_hash
  const wanted = testPlaceOf(failing)
  const passing = placed.flatMap(({ status, result }) => {
    if (status !== 'PASS' || 'message' in result || testPlaceOf(result) !== wanted) return []
    const { git_commit_hash: hash, patchset_hash: patches = '' } = result.checkout.object
    return hash === undefined || hash === bad || patches !== '' ? [] : [result]
  })
  return passing.sort((a, b) => startedAt(b) - startedAt(a))[0]
}
