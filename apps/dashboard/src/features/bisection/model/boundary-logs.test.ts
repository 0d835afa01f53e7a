import type { Check, Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { buildOf, runOf } from '../../../fixture/facts.fixture.ts'
import { hashOf } from '../../../fixture/range.fixture.ts'
import { scenario } from '../../../fixture/scenario.fixture.ts'
import { boundaryLogs } from './boundary-logs.ts'

const [good, bad, base] = ['good', 'bad', 'base'].map(hashOf) as [string, string, string]
const place = { target: 'arm64', reverted: null, at: 0, attempt: 1 }
const ran = (id: string, commit: string, passes: boolean, changes: Partial<Run> = {}): Run => ({
  ...runOf({ ...place, id, commit, passes }),
  ...changes,
})
const check = (name: Check['name'], commit: string, result: Check['result']): Check => ({
  ...{ name, commit, result, passes: 0, failures: 1 },
})

function logs(
  checks: readonly Check[],
  runs: readonly Run[],
  builds: Parameters<typeof boundaryLogs>[2] = [],
  warnings: 'ignore' | 'fail' = 'ignore',
) {
  const { bisection } = scenario('anybisection', Number.POSITIVE_INFINITY)
  const result = bisection.result && { ...bisection.result, checks: [...checks] }
  const ends = { good: { ref: 'v1', hash: good }, bad: { ref: 'v2', hash: bad } }
  const request = { ...bisection.request, warnings }
  return boundaryLogs({ ...bisection, ...ends, result, request }, runs, builds)
}

test('of the bad revision a failing run is shown, of a good revision that is good a passing one', () => {
  const runs = [ran('b1', bad, true), ran('b2', bad, false), ran('g1', good, false), ran('g2', good, true)]
  const found = logs([check('bad revision', bad, 'passed'), check('good revision', good, 'passed')], runs)
  expect(found.map(({ name, run }) => [name, run?.id])).toEqual([
    ['bad revision', 'b2'],
    ['good revision', 'g2'],
  ])
})

test('where a boundary is not what it was said to be, its runs show that', () => {
  const runs = [ran('b1', bad, true), ran('g1', good, true), ran('g2', good, false)]
  const found = logs([check('bad revision', bad, 'failed'), check('good revision', good, 'failed')], runs)
  expect(found.map(({ run }) => run?.id)).toEqual(['b1', 'g2'])
})

test('merge bases are shown too; runs without a log, of other targets and of patched sources are not', () => {
  const runs = [
    ran('nolog', base, false, { log: null }),
    ran('elsewhere', base, false, { target: 'arm' }),
    ran('fixed', base, false, { patched: bad }),
    ran('base1', base, false),
  ]
  expect(logs([check('merge base', base, 'failed')], runs).at(-1)).toMatchObject({
    name: 'merge base',
    commit: base,
    run: { id: 'base1' },
    check: { result: 'failed' },
  })
})

test('a boundary that was never booted has the log of its build', () => {
  const build = buildOf({ ...place, id: 'build', commit: bad, failed: true })
  const [end] = logs([check('bad revision', bad, 'does not build')], [], [build])
  expect(end?.run).toBeUndefined()
  expect(end?.buildLog).toBe(build.artifacts.find(({ name }) => name === 'log')?.digest)
})

test('where warnings count, a boot that goes on after one shows the failure', () => {
  const warning = runOf({ ...place, id: 'b2', commit: bad, passes: true, warns: true })
  const runs = [ran('b1', bad, true), warning]
  const checks = [check('bad revision', bad, 'passed')]
  expect(logs(checks, runs, [], 'fail')[0]?.run?.id).toBe('b2')
  expect(logs(checks, runs)[0]?.run?.id).toBe('b1')
})
