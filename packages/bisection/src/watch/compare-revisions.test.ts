import { expect, test } from 'vitest'
import { cellResult, failedCell, oopsIn } from './cell-result.fixture.ts'
import { compareRevisions } from './compare-revisions.ts'
import type { CellResult } from './group-failures.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)

function change(a: CellResult | undefined, b: CellResult | undefined) {
  const [one, ...others] = compareRevisions({ commit: A, results: a ? [a] : [] }, { commit: B, results: b ? [b] : [] })
  if (!one || others.length > 0) throw new Error('not one result')
  return [one.change, one.sameFailure]
}

const passed = cellResult('arm')
const failed = failedCell('arm')
const sometimes = failedCell('arm', { passes: 6, failures: 2 })

test.each<[string, CellResult | undefined, CellResult | undefined, string, boolean | null]>([
  ['passes, then fails', passed, failed, 'new failure', null],
  ['passes, then is not built', passed, cellResult('arm', { state: 'does not build' }), 'new failure', null],
  ['passes, then fails as its base does', passed, failedCell('arm', { state: 'inherited' }), 'new failure', null],
  ['fails, then passes', failed, passed, 'fixed', null],
  ['fails, then fails alike', failed, failedCell('arm'), 'still failing', true],
  ['fails, then fails otherwise', failed, failedCell('arm', { signature: oopsIn('other') }), 'still failing', false],
  [
    'fails, then fails in a way that was not read',
    failed,
    failedCell('arm', { signature: null }),
    'still failing',
    null,
  ],
  ['passes, then passes', passed, cellResult('arm'), 'still passing', null],
  ['passes, then is flaky', passed, cellResult('arm', { state: 'flaky', failures: 1 }), 'not comparable', null],
  ['is flaky, then fails', cellResult('arm', { state: 'flaky', failures: 1 }), failed, 'not comparable', null],
  ['fails, then waits', failed, cellResult('arm', { state: 'waiting' }), 'not run', null],
  ['could not be told, then fails', cellResult('arm', { state: 'not known' }), failed, 'not run', null],
  ['is no target yet, then fails', undefined, failed, 'not run', null],
  ['passes, then is no target', passed, undefined, 'not run', null],
])('a test that %s', (_, a, b, expected, same) => {
  expect(change(a, b)).toEqual([expected, same])
})

test('a failure that shows now and then, beside few passes, is no difference in either direction', () => {
  expect(change(sometimes, passed)).toEqual(['not comparable', null])
  expect(change(passed, sometimes)).toEqual(['not comparable', null])
  const often = cellResult('arm', { passes: 20 })
  expect(change(sometimes, often)).toEqual(['fixed', null])
  expect(change(often, sometimes)).toEqual(['new failure', null])
})

test('a failure that was found against the other revision is a new one, however seldom it shows', () => {
  const found = (good: string) => ({ ...sometimes, regression: { id: 'r', state: 'open', gone: false, good } as const })
  expect(change(passed, found(A))).toEqual(['new failure', null])
  expect(change(passed, found('c'.repeat(40)))).toEqual(['not comparable', null])
})

test('results are in the order of their changes, and a target with another configuration is two', () => {
  const results = compareRevisions(
    { commit: A, results: [passed, failedCell('arm64'), cellResult('i386', { targetKey: 'old' })] },
    { commit: B, results: [failed, cellResult('arm64'), cellResult('i386', { targetKey: 'new' })] },
  )
  expect(results.map((one) => [one.change, one.a?.target ?? null, one.b?.target ?? null])).toEqual([
    ['new failure', 'arm', 'arm'],
    ['fixed', 'arm64', 'arm64'],
    ['not run', 'i386', null],
    ['not run', null, 'i386'],
  ])
})
