import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import { chain } from './named-histories.fixture.ts'
import { COSTS, ONE_SLOT, UNKNOWN } from './simulated-search.fixture.ts'
import type { Evidence } from './terms.ts'

const history = chain(64)
const graph = new CommitGraph(history)
const id = (at: number): string => history[at]?.id ?? ''
const failed = { ...UNKNOWN, failures: 3 }
const passed = { ...UNKNOWN, passes: 3 }

function believed(more: Partial<Evidence>) {
  const commits = new Map([[id(63), failed], ...(more.commits ?? [])])
  return decide(graph, { before: { passes: 2, failures: 0 }, ...more, commits }, COSTS, ONE_SLOT)
}

describe('a verdict that a person set', () => {
  it('leads the search as a test does that never lies, without a run', () => {
    const { posterior } = believed({ overrides: new Map([[id(31), 'good']]) })
    expect([...posterior.possible].indexOf(1)).toBe(32)
    const { posterior: other } = believed({ overrides: new Map([[id(31), 'bad']]) })
    expect([...other.possible].lastIndexOf(1)).toBe(31)
    const without = believed({}).posterior.failureRate
    expect(other.failureRate.bad).toBeCloseTo(without.bad)
    expect(other.failureRate.good).toBeCloseTo(without.good)
  })

  it('names the culprit when it says so of both sides, once a few runs agree', () => {
    const overrides = new Map<string, 'good' | 'bad'>([
      [id(19), 'good'],
      [id(20), 'bad'],
    ])
    const commits = new Map([
      [id(10), passed],
      [id(40), failed],
      [id(50), failed],
    ])
    expect(believed({ overrides }).posterior.commits[20]).toBeGreaterThan(0.9)
    expect(believed({ overrides, commits }).outcome).toMatchObject({ kind: 'culprit', commit: id(20) })
  })

  it('is not asked again of its commit, though its image is there', () => {
    const commits = new Map([[id(31), { ...UNKNOWN, image: 'i31' }]])
    for (let at = 0; at < 3; at++) {
      const { start } = believed({ commits, overrides: new Map([[id(31), 'good']]) })
      expect(start.map(({ commit }) => commit)).not.toContain(id(31))
    }
  })

  it('that runs on both sides contradict makes the search inconsistent, and it says which', () => {
    const commits = new Map([
      [id(10), { ...failed, failures: 8 }],
      [id(12), { ...failed, failures: 8 }],
      [id(5), { ...passed, passes: 8 }],
    ])
    const { outcome } = believed({ commits, overrides: new Map([[id(40), 'good']]) })
    expect(outcome).toEqual({ kind: 'inconsistent', bad: [id(10), id(12)], good: [id(40)] })
  })

  it('against another person’s makes the search inconsistent as well', () => {
    const overrides = new Map<string, 'good' | 'bad'>([
      [id(10), 'bad'],
      [id(40), 'good'],
    ])
    expect(believed({ overrides }).outcome).toMatchObject({ kind: 'inconsistent', bad: [id(10)], good: [id(40)] })
  })
})
