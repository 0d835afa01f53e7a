import type { Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { AT, aBisection, aResult, CULPRIT, finished } from '../bisection.fixture.ts'
import { demoFound, strayFailures } from './demo-answer.ts'

test('what was found is told in the terms of the lab', () => {
  const seen = { commits: [CULPRIT], runs: 1, fatal: true }
  const side = { hash: 'd'.repeat(40), subject: 'mm: one side', author: 'A', authoredAt: AT }
  const result = aResult({
    signature: { kind: 'panic', function: 'mm_init', text: 'panic in mm_init: no memory' },
    basis: {
      commits: 5,
      withCulprit: { passes: 3, failures: 7 },
      withoutCulprit: { passes: 9, failures: 0 },
      rates: { withCulprit: 0.7, withoutCulprit: 0 },
    },
    merge: {
      sides: [
        { parent: CULPRIT, commit: null, tested: 2, reason: 'no commit of this side fails' },
        { parent: CULPRIT, commit: side, tested: 2, reason: 'fails with the other side' },
      ],
    },
    checks: [
      { name: 'parent', commit: CULPRIT, result: 'passed', passes: 9, failures: 0 },
      { name: 'revert', commit: CULPRIT, result: 'conflict', passes: 0, failures: 0 },
      { name: 'revert on culprit', commit: CULPRIT, result: 'passed', passes: 9, failures: 0 },
    ],
    findings: [
      { ...seen, signature: { kind: 'oops', function: 'f', text: 'oops in f: bad' } },
      { ...seen, signature: { kind: 'build-failed', place: 'mm/a.c', text: 'build-failed in mm/a.c: no' } },
      { ...seen, signature: { kind: 'warning', function: 'g', text: 'warning in g: odd' }, fatal: false },
    ],
  })
  expect(demoFound(finished(result), { scenario: 'tiny' })).toEqual({
    scenario: 'tiny',
    outcome: 'culprit',
    label: 'confirmed',
    culprit: { hash: CULPRIT, subject: 'mm: break it' },
    affected: ['arm64'],
    unaffected: ['x86_64'],
    failsIn: 'mm_init',
    failureRate: 0.7,
    failureRuns: 10,
    revert: 'conflict',
    otherFailures: ['f', 'mm/a.c'],
    sides: [side.hash],
  })
})

test('a bisection without a result found nothing', () => {
  expect(demoFound(aBisection({ state: 'paused' }), { scenario: 'tiny' })).toMatchObject({
    outcome: 'error',
    culprit: null,
    failsIn: null,
    failureRate: null,
    revert: null,
    otherFailures: [],
    sides: [],
  })
})

const run = (failed: string | undefined, changes: Partial<Run> = {}): Run => ({
  id: 'abcdefgh123456789012',
  commit: CULPRIT,
  reverted: null,
  patched: null,
  merged: null,
  target: 'arm64',
  attempt: 1,
  image: null,
  result: failed
    ? {
        kind: 'failed',
        stage: 'kernel',
        signature: { kind: 'panic', function: failed, text: `panic in ${failed}: no` },
      }
    : { kind: 'passed' },
  log: null,
  logBytes: 0,
  command: '',
  emulator: '',
  accelerator: 'tcg',
  worker: '',
  cpuSeconds: 1,
  seconds: 1,
  finishedAt: AT,
  ...changes,
})

test('a boot that broke elsewhere is seen on the main target, of commits as they are', () => {
  const runs = [
    run(undefined),
    run('mm_init'),
    run('f'),
    run('f'),
    run('g', { target: 'arm' }),
    run('h', { reverted: CULPRIT }),
    run('i', { patched: CULPRIT }),
    run('j', { merged: CULPRIT }),
  ]
  expect(strayFailures(runs, aBisection(), ['mm_init'])).toEqual(['f'])
})
