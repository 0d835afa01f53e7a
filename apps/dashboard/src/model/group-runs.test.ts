import type { Run } from '@kbisect/contracts'
import { expect, test } from 'vitest'
import { evidence, factsOf, runResultAndWarnings, runResultWords, runsByCommit } from './group-runs.ts'

function run(id: string, over: Partial<Run>): Run {
  return {
    id,
    commit: 'a'.repeat(40),
    reverted: null,
    patched: null,
    merged: null,
    target: 'arm64',
    attempt: 1,
    image: null,
    result: { kind: 'passed' },
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
  const groups = runsByCommit([run('elsewhere', { target: 'arm' }), run('revert', { reverted: b })], 'arm64')
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

test('runs of a merge are nobody’s own', () => {
  expect(runsByCommit([run('merged', { merged: b })], 'arm64').size).toBe(0)
})

test.each([
  ['bad revision', ['plain']],
  ['merge base', ['plain']],
  ['culprit', ['plain', 'fixed']],
  ['parent', ['plain', 'fixed']],
  ['fix', ['fixed']],
  ['revert', ['without']],
  ['revert on culprit', ['without']],
] as const)('the check of the %s rests on %j', (name, ids) => {
  const runs = [
    run('plain', {}),
    run('fixed', { patched: b }),
    run('without', { reverted: b }),
    run('elsewhere', { commit: b, reverted: a }),
    run('merged', { merged: b }),
    run('elsewhere', { target: 'arm' }),
  ]
  expect(evidence(runs, 'arm64', { name, commit: a }).map(({ id }) => id)).toEqual(ids)
})

test('what is known of commits on a target comes in their order', () => {
  const runs = [run('second', { target: 'arm' }), run('first', { target: 'arm', commit: b }), run('main', {})]
  expect(factsOf(runs, 'arm', [b, a]).map(({ id }) => id)).toEqual(['first', 'second'])
})

test('a failed run is called by the line that was printed, with function and source line', () => {
  const signature = { kind: 'oops', text: 'oops in f: paging request at ADDR', line: 'paging request at 0x8' }
  const result = { kind: 'failed', stage: 'kernel', signature: { ...signature, function: 'f', source: 'mm/f.c:7' } }
  expect(runResultWords({ result } as Pick<Run, 'result'>)).toBe('paging request at 0x8 [in f, mm/f.c:7]')
})

test('a failed run without a line is called by its signature, an infrastructure error by its reason', () => {
  const signature = { kind: 'panic', text: 'panic in f', source: 'mm/f.c:7' }
  expect(runResultWords({ result: { kind: 'failed', stage: 'kernel', signature } })).toBe('panic in f [mm/f.c:7]')
  expect(runResultWords({ result: { kind: 'infrastructure', reason: 'disk full' } })).toBe('disk full')
})

test('the warnings of a kernel follow what the run showed', () => {
  const warnings = [
    { kind: 'warning', text: 'warning in g' },
    { kind: 'lockdep', text: 'lockdep in h' },
  ]
  expect(runResultAndWarnings({ result: { kind: 'passed', warnings } })).toBe(
    'passed; with warning in g; with lockdep in h',
  )
  expect(runResultAndWarnings({ result: { kind: 'passed', checksOff: ['lockdep', 'kasan'] } })).toBe(
    'passed; stopped looking: lockdep, kasan',
  )
})
