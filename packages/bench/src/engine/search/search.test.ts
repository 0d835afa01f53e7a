import { CommitGraph, type Evidence } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { branchy } from '../graphs/branchy.ts'
import { chain } from '../graphs/chain.ts'
import { randomFrom } from '../random.ts'
import { createWorld, descendantsOf } from '../truth/world.ts'
import { isRight } from './answer.ts'
import { type Decider, engine } from './decider.ts'
import { Ledger } from './ledger.ts'
import { search } from './search.ts'
import { passGate } from './sequential-test.ts'
import { searchTimed } from './timed-search.ts'

const graph = new CommitGraph(branchy(200))

function begin(culprit: number, p1: number, p0: number, untestable?: Uint8Array) {
  const random = randomFrom(`search ${culprit} ${p1} ${p0}`)
  const truth = { culprit, p1, p0, ...(untestable ? { untestable } : {}) }
  const ledger = new Ledger(graph, createWorld(graph, truth, random))
  return { ledger, gate: passGate(ledger), random }
}

/** An engine that remembers everything it was shown. */
function spy(): { decider: Decider; seen: Evidence[] } {
  const seen: Evidence[] = []
  return {
    seen,
    decider: (graph, evidence, costs, slots) => {
      seen.push(evidence)
      return engine(graph, evidence, costs, slots)
    },
  }
}

test('finds the culprit, and counts what it took', () => {
  const { ledger, gate } = begin(77, 1, 0)
  expect(gate).toEqual({ answer: 'differ', bad: 3, good: 2 })
  const { outcome, builds, runs, cost } = search(ledger, engine)
  expect(isRight(graph, outcome, 77)).toBe(true)
  expect(builds).toBeLessThanOrEqual(10)
  expect(cost).toBe(10 * builds + runs)
})

test('a deciding function is shown what builds and runs gave, and nothing else', () => {
  const { ledger } = begin(50, 0.8, 0.1)
  const { decider, seen } = spy()
  const { runs, builds } = search(ledger, decider)
  const last = seen.at(-1)
  expect(Object.keys(last ?? {}).sort()).toEqual(['before', 'commits', 'goodRevision', 'inFlight', 'older'])
  const known = [...(last?.commits.values() ?? [])]
  const all = known.reduce((sum, { passes, failures, others }) => sum + passes + failures + others, 0)
  expect(all + (last?.before.passes ?? 0) + (last?.before.failures ?? 0)).toBe(ledger.work.runs)
  expect(ledger.work.runs).toBeGreaterThan(runs)
  // The bad revision is among them, and was built before.
  expect(known).toHaveLength(builds + 1)
})

test('two worlds that answer alike are searched alike, whatever is true in them', () => {
  const steps = (culprit: number) => {
    const world = createWorld(graph, { culprit, p1: 0.5, p0: 0.5 }, randomFrom('alike'))
    const { decider, seen } = spy()
    const ledger = new Ledger(graph, world)
    passGate(ledger)
    const enough: Decider = (...args) => {
      const decision = decider(...args)
      return seen.length < 40 ? decision : { ...decision, start: [] }
    }
    search(ledger, enough)
    return seen
  }
  const seen = steps(3)
  expect(seen.length).toBeGreaterThan(20)
  expect(steps(150)).toEqual(seen)
})

test('a kernel that cannot be built costs an attempt and tells nothing', () => {
  const untestable = new Uint8Array(graph.size).fill(1, 60, 90)
  const { ledger } = begin(120, 1, 0, untestable)
  const { builds, failedBuilds, runs } = search(ledger, engine)
  expect(failedBuilds).toBe([...untestable.keys()].filter((at) => ledger.of({ at }).untestable).length)
  expect(builds).toBeGreaterThan(failedBuilds)
  expect(runs).toBeGreaterThan(0)
})

test('a search that never ends is ended', () => {
  const forever: Decider = (graph, evidence, costs, slots) => {
    const { outcome: _, ...decision } = engine(graph, evidence, costs, slots)
    const commit = graph.ids[0] ?? ''
    return { ...decision, start: [{ commit, stage: 'build', runs: 1, bits: 1, bad: 0.5, worth: 1 }] }
  }
  expect(search(begin(5, 1, 0).ledger, forever).outcome).toBeUndefined()
})

test('several workers end with the same answer, earlier, and build more', () => {
  const one = { time: 0, builds: 0 }
  const many = { time: 0, builds: 0 }
  for (let culprit = 0; culprit < 200; culprit += 20) {
    const { ledger, random } = begin(culprit, 1, 0)
    const single = searchTimed(ledger.fork(), engine, 1, random)
    const crew = searchTimed(ledger.fork(), engine, 4, random)
    expect(isRight(graph, single.outcome, culprit)).toBe(true)
    expect(isRight(graph, crew.outcome, culprit)).toBe(true)
    one.time += single.time
    one.builds += single.builds
    many.time += crew.time
    many.builds += crew.builds
  }
  expect(many.time).toBeLessThan(one.time / 1.5)
  expect(many.builds).toBeGreaterThan(one.builds)
})

test('one worker without noise makes the same tests with a clock and without one', () => {
  const { ledger, random } = begin(33, 1, 0)
  const timed = searchTimed(ledger.fork(), engine, 1, random)
  const { outcome, builds, runs } = search(ledger, engine)
  expect(timed).toMatchObject({ outcome, builds, runs, cancelled: 0 })
})

test('the truth marks the culprit and what was made on it', () => {
  expect([...descendantsOf(new CommitGraph(chain(5)), 3)]).toEqual([0, 0, 0, 1, 1])
})
