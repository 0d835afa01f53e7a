import type { Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { evidence, runsByCommit, signalWords } from './group-runs.ts'

function run(id: string, over: Partial<Run>): Run {
  return {
    id,
    commit: 'a'.repeat(40),
    reverted: null,
    patched: null,
  merged: null,
    target: 'arm64',
    attempt: 1,
    signal: { kind: 'passed' },
    log: null,
    logBytes: 0,
    command: '',
    emulator: '',
    accelerator: 'tcg',
    worker: 'w',
    cpuSeconds: 1,
    seconds: 1,
    finishedAt: '2026-11-22T12:00:00Z',
    ...over,
  }
}

const a = 'a'.repeat(40)
const b = 'b'.repeat(40)

test('runs are grouped by commit in order of attempt', () => {
  const groups = runsByCommit([run('second', { attempt: 2 }), run('first', {}), run('other', { commit: b })], 'arm64')
  expect(groups.get(a)?.map((each) => each.id)).toEqual(['first', 'second'])
  expect(groups.get(b)).toHaveLength(1)
})

test('runs of other targets and of reverts do not count as runs of a candidate', () => {
  const groups = runsByCommit([run('scope', { target: 'arm' }), run('revert', { reverted: b })], 'arm64')
  expect(groups.size).toBe(0)
})

test('runs with a fix applied follow those of the commit as it is', () => {
  const runs = [run('fixed', { patched: b }), run('second', { attempt: 2 }), run('first', {})]
  expect(
    runsByCommit(runs, 'arm64')
      .get(a)
      ?.map(({ id }) => id),
  ).toEqual(['first', 'second', 'fixed'])
})

test('a revert check rests on runs with the culprit reverted on top, under either name', () => {
  const runs = [run('plain', {}), run('revert', { reverted: b })]
  expect(evidence(runs, 'arm64', { name: 'revert', commit: a }).map((each) => each.id)).toEqual(['revert'])
  expect(evidence(runs, 'arm64', { name: 'revert', commit: b }).map((each) => each.id)).toEqual(['revert'])
  expect(evidence(runs, 'arm64', { name: 'bad end', commit: a }).map((each) => each.id)).toEqual(['plain'])
})

test('a failed run is called by its signature, an infrastructure error by its reason', () => {
  expect(
    signalWords({ signal: { kind: 'failed', stage: 'kernel', signature: { kind: 'panic', text: 'panic in f' } } }),
  ).toBe('panic in f')
  expect(signalWords({ signal: { kind: 'infrastructure', reason: 'disk full' } })).toBe('disk full')
})
