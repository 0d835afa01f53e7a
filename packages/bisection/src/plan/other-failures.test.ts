import { buildSignature } from '@kbisect/verdict'
import { describe, expect, it } from 'vitest'
import {
  chain,
  failing,
  hash,
  numberOf,
  otherPanic,
  panic,
  passed,
  simulate,
  type World,
} from './simulated-hosts.fixture.ts'

/** A number below 100 that looks random, of a run. */
function diceOf(at: number, attempt: number, seed: number): number {
  let mixed = Math.imul(seed * 10_007 + at * 101 + attempt, 2_654_435_761)
  for (const shift of [15, 13, 16]) mixed = Math.imul(mixed ^ (mixed >>> shift), 2_246_822_519)
  return (mixed >>> 5) % 100
}

const SEEDS = [...Array(8).keys()]

const solveAll = (behaveOf: (seed: number) => World['behave']) =>
  SEEDS.map((seed) => simulate({ history: chain(12), behave: behaveOf(seed) }).plan.result)

describe('a flaky failure that has another function from some commit on', () => {
  const FROM = 4
  const RENAMED = 8
  const results = solveAll((seed) => (commit, { attempt, reverted }) => {
    const at = numberOf(commit)
    const has = at >= FROM && reverted !== 'c04'
    if (!has || diceOf(at, attempt, seed) < 50) return passed
    return failing(at >= RENAMED && reverted !== 'c08' ? panic : otherPanic)
  })

  it('is not blamed on the commit that renamed the function', () => {
    const named = results.flatMap((result) => result?.culprit?.hash ?? [])
    expect(named.filter((one) => one !== hash('c04'))).toEqual([])
  })

  it('leads to ranges that have the commit which brought it', () => {
    const ranges = results.filter((result) => result?.outcome === 'range')
    expect(ranges.length).toBeGreaterThan(SEEDS.length / 2)
    for (const result of ranges) expect(result?.range).toContain(hash('c04'))
  })
})

describe('another failure that stands in the place of passes', () => {
  it('does not make an older commit the culprit where good kernels fail now and then', () => {
    const results = solveAll((seed) => (commit, { attempt, reverted }) => {
      const at = numberOf(commit)
      const dice = diceOf(at, attempt, seed)
      if (at >= 6 && reverted !== 'c06') return failing(panic)
      if (dice < 25) return failing(panic)
      return at >= 2 && at < 6 && reverted !== 'c02' ? failing(otherPanic) : passed
    })
    const named = results.flatMap((result) => result?.culprit?.hash ?? [])
    expect(named.filter((one) => one !== hash('c06'))).toEqual([])
  })

  it('does not hide a culprit that always fails from one that fails otherwise now and then', () => {
    const results = solveAll((seed) => (commit, { attempt, reverted }) => {
      const at = numberOf(commit)
      if (diceOf(at, attempt, seed) < 20 && reverted === undefined) return failing(otherPanic)
      return at >= 6 && reverted !== 'c06' ? failing(panic) : passed
    })
    const confirmed = results.filter((result) => result?.label === 'confirmed' && result.culprit?.hash === hash('c06'))
    expect(confirmed.length).toBeGreaterThan(0.75 * SEEDS.length)
    for (const result of results) if (result?.culprit) expect(result.culprit.hash).toBe(hash('c06'))
  })
})

it('a source that does not compile for the same slip in another file is not the first one that fails to build', () => {
  const slip = "expected ';' before '}' token"
  const first = buildSignature({ file: 'fs/toy/core.c', message: slip })
  const second = buildSignature({ file: 'drivers/toy/port.c', message: slip })
  const behave: World['behave'] = (commit, { reverted, patched }) => {
    if (patched !== undefined) return 'conflict'
    const at = numberOf(commit)
    if (at >= 8 && reverted !== 'c08') return { doesNotBuild: second }
    return at >= 3 && at < 8 && reverted !== 'c03' ? { doesNotBuild: first } : passed
  }
  const { result } = simulate({ history: chain(12), behave, request: { test: { kind: 'build' } } }).plan
  expect(result?.culprit).toBeNull()
  expect(result?.outcome).toBe('range')
  expect(result?.range).toContain(hash('c08'))
})
