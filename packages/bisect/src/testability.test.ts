import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { chain, part } from './named-histories.fixture.ts'
import { testedOf } from './partition.ts'
import { SimulatedSearch, UNKNOWN, withoutNoise } from './simulated-search.fixture.ts'
import type { CommitEvidence } from './terms.ts'
import { testability } from './testability.ts'

const BROKEN: CommitEvidence = { ...UNKNOWN, untestable: true }
const SOUND: CommitEvidence = { ...UNKNOWN, image: 'i', passes: 1 }

/** The chance of each commit of a chain, by position. */
function look(length: number, known: Readonly<Record<number, CommitEvidence>>): Float64Array {
  const history = chain(length)
  const commits = new Map(Object.entries(known).map(([at, one]) => [history[Number(at)]?.id ?? '', one]))
  const graph = new CommitGraph(history)
  return testability(graph, testedOf(graph, commits)).likely
}

const rising = (list: readonly number[]) => list.every((one, at) => at === 0 || one >= (list[at - 1] ?? 0))

describe('testability', () => {
  it('is certain while nothing was found broken', () => {
    expect([...look(5, {})]).toEqual([1, 1, 1, 1, 1])
    expect([...look(5, { 2: SOUND })]).toEqual([1, 1, 1, 1, 1])
  })

  it('is none at a broken commit and rises with the distance on both sides', () => {
    const likely = [...look(41, { 20: BROKEN })]
    expect(likely[20]).toBe(0)
    expect(rising(likely.slice(20))).toBe(true)
    expect(rising(likely.slice(0, 21).reverse())).toBe(true)
    expect(likely[21]).toBeLessThan(0.3)
    expect(likely[40]).toBeGreaterThan(0.7)
  })

  it('falls the farther the break is known to reach', () => {
    const narrow = look(100, { 50: BROKEN })
    const wide = look(100, { 30: BROKEN, 50: BROKEN })
    for (const at of [55, 60, 80]) expect(wide[at]).toBeLessThan(narrow[at] ?? 0)
  })

  it('is certain again beyond a commit that could be tested', () => {
    const likely = look(41, { 20: BROKEN, 25: SOUND, 14: { ...UNKNOWN, image: 'built' } })
    for (let at = 0; at < 15; at++) expect(likely[at]).toBe(1)
    for (let at = 25; at < 41; at++) expect(likely[at]).toBe(1)
    expect(likely[22]).toBeLessThan(1)
    // The region must end before it: nearer to it the chance is better than without it.
    expect(likely[24]).toBeGreaterThan(look(41, { 20: BROKEN })[24] ?? 1)
  })

  it('is better on another line of history than on the broken one', () => {
    const line = (name: string) =>
      Array.from({ length: 20 }, (_, at) => ({ id: `${name}${at}`, parents: [at === 0 ? 'root' : `${name}${at - 1}`] }))
    const tip = { id: 'tip', parents: ['l19', 'r19'] }
    const graph = new CommitGraph([{ id: 'root', parents: [] }, ...line('l'), ...line('r'), tip])
    const { likely } = testability(graph, testedOf(graph, new Map([['l19', BROKEN]])))
    const of = (id: string) => likely[graph.indexOf(id) ?? -1] ?? 0
    expect(of('r19')).toBeGreaterThan(of('l18'))
  })
})

describe('testability beside a merge', () => {
  it('is low at the parents of a broken merge, however many ancestors each of them lacks', () => {
    const line = (name: string, length: number) =>
      Array.from({ length }, (_, at) => ({ id: `${name}${at}`, parents: at === 0 ? [] : [`${name}${at - 1}`] }))
    const parents = (length: number) => {
      const merge = { id: 'merge', parents: [`l${length - 1}`, `r${length - 1}`] }
      const graph = new CommitGraph([...line('l', length), ...line('r', length), merge])
      const { likely } = testability(graph, testedOf(graph, new Map([['merge', BROKEN]])))
      return likely[graph.indexOf(merge.parents[0] ?? '') ?? -1] ?? 1
    }
    expect(parents(20)).toBeLessThan(0.62)
    // Each has half of what is behind the merge; the longer that is, the less likely the merge
    // itself is the break.
    expect(parents(200)).toBeLessThan(parents(20))
  })
})

describe('runs that died of something else', () => {
  const lost = (others: number, more: Partial<CommitEvidence> = {}) => ({ ...UNKNOWN, image: 'i', others, ...more })

  it('do not make a commit broken at once, but they add up', () => {
    const chance = [0, 1, 2, 3, 6].map((others) => look(20, { 10: lost(others) })[10] ?? 0)
    expect(chance[0]).toBe(1)
    expect(chance[1]).toBeGreaterThan(0.8)
    expect(rising([...chance].reverse())).toBe(true)
    expect(chance[4]).toBeLessThan(0.05)
  })

  it('mean the less the more often runs are lost on sound kernels', () => {
    const alone = look(20, { 10: lost(3) })
    const usual = look(20, { 10: lost(3), 15: { ...SOUND, passes: 10, others: 20 } })
    const seldom = look(20, { 10: lost(3), 15: { ...SOUND, passes: 30 } })
    expect(usual[10]).toBeGreaterThan(alone[10] ?? 1)
    expect(seldom[10]).toBeLessThan(alone[10] ?? 0)
  })

  it('mean nothing on a kernel that passed or failed once', () => {
    expect(look(20, { 10: lost(50, { passes: 1 }) })[10]).toBe(1)
    expect(look(20, { 10: lost(50, { failures: 1 }) })[10]).toBe(1)
  })

  it('leave the neighbours alone until the commit is more likely broken than not', () => {
    expect([...look(9, { 4: lost(1) })].filter((one) => one < 1)).toHaveLength(1)
    const likely = look(9, { 4: lost(9) })
    for (const at of [3, 5]) expect(likely[at]).toBeLessThan(0.5)
  })
})

describe('a search among commits that cannot be tested', () => {
  it('goes around a region without the culprit and builds little more', () => {
    const history = chain(128)
    let builds = 0
    const culprits = [3, 20, 44, 77, 90, 101, 120]
    for (const at of culprits) {
      const culprit = history[at]?.id ?? ''
      const search = new SimulatedSearch({
        history,
        fails: withoutNoise(history, culprit),
        broken: new Set(part(50, 70)),
      })
      expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
      builds += search.builds
    }
    expect(builds / culprits.length).toBeLessThanOrEqual(7 + 3)
  })

  it('finds the culprit though one run in five dies of something else', () => {
    const history = chain(64)
    for (const at of [5, 30, 50]) {
      const culprit = history[at]?.id ?? ''
      const dies = (id: string, run: number) => (Number(id.slice(1)) + run) % 5 === 0
      const search = new SimulatedSearch({ history, fails: withoutNoise(history, culprit), dies })
      expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
    }
  })

  it('leaves a commit that always dies of something else for others', () => {
    const history = chain(16)
    const search = new SimulatedSearch({
      history,
      fails: withoutNoise(history, 'c003'),
      dies: (id) => ['c007', 'c008'].includes(id),
    })
    expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: 'c003' })
  })
})
