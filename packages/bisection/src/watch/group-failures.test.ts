import { expect, test } from 'vitest'
import { cellResult, failedCell, oopsIn } from './cell-result.fixture.ts'
import { type CellResult, groupFailures } from './group-failures.ts'

const regression = (id: string) => ({ id, state: 'open', gone: false, good: 'a'.repeat(40) }) as const
const bisection = { id: 'bisection1', state: 'running', outcome: null, label: null } as const

const grouped = (...results: CellResult[]) =>
  groupFailures(results).map(({ cells, failure }) => ({ ...failure, affected: cells.map(({ target }) => target) }))

test('one failure on several targets is one group, whatever its regression and state are', () => {
  const [only, ...others] = grouped(
    failedCell('arm', { regression: regression('one'), bisection }),
    failedCell('arm64', { regression: regression('two') }),
    failedCell('riscv', { state: 'flaky', passes: 5, regression: regression('one'), bisection }),
    failedCell('i386', { state: 'inherited' }),
    cellResult('x86_64'),
    cellResult('s390', { state: 'waiting' }),
    cellResult('mips', { state: 'not known' }),
  )
  expect(others).toEqual([])
  expect(only).toEqual({
    ...{ signature: oopsIn('cma_alloc'), test: 'boot', testIndex: 0 },
    ...{ affected: ['arm', 'arm64', 'riscv', 'i386'], passed: ['x86_64'], failsOtherwise: [] },
    notTested: ['s390', 'mips'],
    regressions: [
      { id: 'one', state: 'open', gone: false },
      { id: 'two', state: 'open', gone: false },
    ],
    bisections: [bisection],
  })
})

test('another failure of the same test is a group of its own, the one of most targets first', () => {
  const groups = grouped(
    failedCell('arm', { signature: oopsIn('other') }),
    failedCell('arm64'),
    failedCell('x86_64'),
    cellResult('i386', { state: 'does not build', signature: { kind: 'build-failed', text: 'error in f' } }),
  )
  expect(groups.map(({ affected, failsOtherwise }) => [affected, failsOtherwise])).toEqual([
    [
      ['arm64', 'x86_64'],
      ['arm', 'i386'],
    ],
    [['arm'], ['arm64', 'x86_64', 'i386']],
    [['i386'], ['arm', 'arm64', 'x86_64']],
  ])
})

test('two tests are never one group, and a target counts for its own test alone', () => {
  const script = { test: 'script', testIndex: 1 } as const
  const groups = grouped(failedCell('arm'), cellResult('arm', script), cellResult('arm64'), failedCell('arm64', script))
  expect(groups.map(({ testIndex, affected, passed }) => [testIndex, affected, passed])).toEqual([
    [0, ['arm'], ['arm64']],
    [1, ['arm64'], ['arm']],
  ])
})

test('a failure without a signature is with its regression, or else with its state', () => {
  const groups = grouped(
    failedCell('arm', { signature: null, regression: regression('one') }),
    failedCell('arm64', { regression: regression('one') }),
    failedCell('i386', { signature: null }),
    failedCell('mips', { signature: null }),
    cellResult('s390', { state: 'flaky', passes: 1, failures: 1 }),
  )
  expect(groups.map(({ affected }) => affected)).toEqual([['arm64', 'arm'], ['i386', 'mips'], ['s390']])
})

test('a revision that passes has no group', () => {
  expect(grouped(cellResult('arm'), cellResult('arm64', { state: 'testing' }))).toEqual([])
})
