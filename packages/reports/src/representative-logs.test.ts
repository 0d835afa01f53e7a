import type { Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { BAD, build, CULPRIT, culpritResult, GOOD, hash, inputFor, run, signature } from './report-input.fixture.ts'
import { tellingLogs } from './representative-logs.ts'

const failed: Run['result'] = { kind: 'failed', signature, stage: 'kernel' }
const passed: Run['result'] = { kind: 'passed' }
const refused = { ...culpritResult, outcome: 'not-reproduced', culprit: null } as const

function shown(result: typeof refused | typeof culpritResult, runs: readonly Run[], changes = {}): string[] {
  const input = { ...inputFor(result, changes), runs }
  const { bad, good, bases } = tellingLogs(input)
  return [bad, good, ...bases].map((log) => (log ? `${log.url.split('/').at(-2)} ${log.showed}` : 'none'))
}

test('of a culprit, a failing run of it and a passing one of its parent', () => {
  const runs = [
    run('badend01', BAD, failed),
    run('culprit0', CULPRIT, passed),
    run('culprit1', CULPRIT, failed),
    run('parent01', hash('b'), passed),
    run('goodend1', GOOD, passed),
  ]
  expect(shown(culpritResult, runs)).toEqual(['culprit1 failed', 'parent01 passed'])
  expect(shown(culpritResult, runs.slice(0, 2).concat(runs.slice(4)))).toEqual(['badend01 failed', 'goodend1 passed'])
})

test('of boundaries that were refused, their first runs, whatever they showed', () => {
  const runs = [run('badend01', BAD, passed), run('badend02', BAD, passed), run('goodend1', GOOD, failed)]
  expect(shown(refused, runs)).toEqual(['badend01 passed', 'goodend1 failed'])
  expect(shown(refused, [...runs, run('badend03', BAD, failed), run('goodend2', GOOD, passed)])).toEqual([
    'badend03 failed',
    'goodend2 passed',
  ])
  expect(shown(refused, [run('badend01', BAD, { kind: 'skipped', reason: 'no disk' })])).toEqual([
    'badend01 could not be judged',
    'none',
  ])
})

test('of a boundary that was never booted, what the compiler said', () => {
  const input = { ...inputFor(refused), runs: [], builds: [build(BAD, 'failed', 'x.c: no'), build(GOOD, 'built')] }
  const { bad, good } = tellingLogs(input)
  expect(bad).toMatchObject({ showed: 'does not build', url: expect.stringMatching(/artifacts\/dddddddd10/) })
  expect(good).toMatchObject({ showed: 'builds', url: expect.stringMatching(/artifacts\/aaaaaaaa10/) })
})

test('of merge bases that fail, each its own', () => {
  const base = { name: 'merge base', commit: hash('e'), result: 'failed', passes: 0, failures: 1 } as const
  const checks = [base, { ...base, commit: hash('f'), result: 'passed' as const }]
  const runs = [run('base0001', hash('e'), failed), run('base0002', hash('f'), passed)]
  expect(shown({ ...refused, checks }, runs).slice(2)).toEqual(['base0001 failed'])
})

test('a source that no history has is nobody’s log', () => {
  const other = { ...run('merged01', CULPRIT, failed), merged: BAD }
  const reverted = { ...run('without1', BAD, failed), reverted: CULPRIT }
  expect(shown(culpritResult, [other, reverted])).toEqual(['none', 'none'])
})

test('where warnings count, a boot that goes on with the one looked for has failed', () => {
  const request = { tree: 'lab', good: 'v1', bad: 'v2', target: { architecture: 'arm64' }, warnings: 'fail' } as const
  const warning = { kind: 'warning', function: 'foo', text: 'warning in foo' }
  const runs = [
    run('quiet001', CULPRIT, { kind: 'passed', warnings: [{ ...warning, function: 'bar' }] }),
    run('warns001', CULPRIT, { kind: 'passed', warnings: [warning] }),
  ]
  expect(shown({ ...culpritResult, signature: warning }, runs, { request })[0]).toBe('warns001 failed')
})
