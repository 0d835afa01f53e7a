import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import { chain, named, part } from './named-histories.fixture.ts'
import { randomCases, reordered } from './random-evidence.fixture.ts'
import { histories } from './random-history.fixture.ts'
import { COSTS, ONE_SLOT, SimulatedSearch, UNKNOWN, withNoise, withoutNoise } from './simulated-search.fixture.ts'
import type { CommitEvidence, InFlight } from './terms.ts'

// More of each for a thorough search.
const REPEATS = Number(process.env.KBISECT_TEST_REPEATS) || 1

const someCulprit = (history: readonly { id: string }[], pick: number): string =>
  history[pick % history.length]?.id ?? ''

describe('a search without noise', () => {
  it('names the culprit exactly, in any history, and never holds it for impossible on the way', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, pick) => {
        const culprit = someCulprit(history, pick)
        const search = new SimulatedSearch({ history, fails: withoutNoise(history, culprit) })
        expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
        const at = search.graph.indexOf(culprit) ?? -1
        for (const { decision } of search.steps) expect(decision.posterior.possible[at]).toBe(1)
      }),
      { numRuns: 40 * REPEATS },
    )
  })

  it.each(named)('names each commit of a history with %s when it is the culprit', (_, history) => {
    for (const { id } of history) {
      const search = new SimulatedSearch({ history, fails: withoutNoise(history, id) })
      expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: id })
      expect(search.builds).toBeLessThanOrEqual(Math.ceil(Math.log2(history.length)) + 2)
    }
  })

  it('builds no more than halving takes', () => {
    const history = chain(64)
    let builds = 0
    for (const { id } of history) {
      const search = new SimulatedSearch({ history, fails: withoutNoise(history, id) })
      search.toEnd()
      builds += search.builds
    }
    expect(builds / 64).toBeLessThanOrEqual(6.15)
  })

  it('builds no commit twice and ends no sooner than one commit is left', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, pick) => {
        const culprit = someCulprit(history, pick)
        const search = new SimulatedSearch({ history, fails: withoutNoise(history, culprit) })
        // Throws when a commit is built again.
        search.toEnd()
        const left = search.steps.at(-1)?.decision.posterior.possible.reduce((sum, one) => sum + one, 0)
        expect(left).toBe(1)
      }),
    )
  })
})

describe('a search under noise', () => {
  it.each([
    [0.8, 0.02],
    [0.9, 0.1],
    [0.5, 0],
  ])('ends at the culprit nearly always where %d of its runs fail, and %d of the others', (bad, good) => {
    const history = chain(24)
    let right = 0
    for (let seed = 0; seed < 40; seed++) {
      const culprit = someCulprit(history, seed)
      const fails = withNoise(history, culprit, { bad, good }, seed)
      const outcome = new SimulatedSearch(
        { history, fails },
        { before: { passes: 12, failures: Math.round(12 * good) } },
      ).toEnd()
      if (outcome.kind === 'culprit' && outcome.commit === culprit) right++
    }
    expect(right).toBeGreaterThanOrEqual(38)
  })
})

describe('a decision', () => {
  it('does not depend on the order in which the evidence came', () => {
    const cases = randomCases.chain((one) => reordered(one.evidence).map((other) => ({ ...one, other })))
    fc.assert(
      fc.property(cases, ({ history, evidence, other, slots }) => {
        const graph = new CommitGraph(history)
        expect(decide(graph, other, COSTS, slots)).toEqual(decide(graph, evidence, COSTS, slots))
      }),
      { numRuns: 60 * REPEATS },
    )
  })

  it('is taken again from the evidence alone, at any point of a search', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.integer(), fc.boolean(), (history, pick, seed, flaky) => {
        const culprit = someCulprit(history, pick)
        const rates = { bad: 0.7, good: 0.05 }
        const fails = flaky ? withNoise(history, culprit, rates, seed) : withoutNoise(history, culprit)
        const broken = new Set(history.slice(0, -1).flatMap(({ id }, at) => (at % 7 === pick % 7 ? [id] : [])))
        const search = new SimulatedSearch({ history, fails, broken })
        search.forUpTo(25)
        for (const { evidence, decision } of search.steps) {
          // As from a store: nothing is shared with the search, what the graph remembers included.
          const replayed = decide(new CommitGraph(history), structuredClone(evidence), COSTS, ONE_SLOT)
          expect(replayed).toEqual(decision)
        }
      }),
      { numRuns: 15 * REPEATS },
    )
  })

  it('leaves out what is known of commits that are not in the range', () => {
    const graph = new CommitGraph(chain(9))
    const before = { passes: 2, failures: 0 }
    const own = new Map<string, CommitEvidence>([['c008', { ...UNKNOWN, image: 'i', failures: 3 }]])
    const more = new Map(own).set('elsewhere', { ...UNKNOWN, image: 'j', passes: 50 })
    const plain = decide(graph, { commits: own, before }, COSTS, ONE_SLOT)
    expect(decide(graph, { commits: more, before }, COSTS, ONE_SLOT)).toEqual(plain)
  })

  it('bears with any evidence: the probabilities sum to one and nothing is NaN', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence, slots }) => {
        const { posterior, start } = decide(new CommitGraph(history), evidence, COSTS, slots)
        const { commits, bad, noChange, notMonotone, effective, failureRate } = posterior
        expect(commits.reduce((sum, one) => sum + one, noChange + notMonotone)).toBeCloseTo(1, 9)
        const chances = [...commits, ...bad, noChange, notMonotone, failureRate.bad, failureRate.good]
        for (const chance of chances) expect(chance >= 0 && chance <= 1 + 1e-9).toBe(true)
        expect(effective >= 0 && effective <= history.length + 1e-6).toBe(true)
        for (const { bits, worth, bad } of start) expect(bits >= 0 && worth >= 0 && bad >= 0).toBe(true)
      }),
      { numRuns: 60 * REPEATS },
    )
  })

  it('always has an answer or something to do while there are slots and nothing is under way', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence: { inFlight: _, ...evidence } }) => {
        const { outcome, start } = decide(new CommitGraph(history), evidence, COSTS, ONE_SLOT)
        expect(outcome ? start : start.length).toEqual(outcome ? [] : 1)
      }),
      { numRuns: 60 * REPEATS },
    )
  })
})

describe('an outcome', () => {
  it('is the commit, with its probability', () => {
    const history = chain(20)
    const outcome = new SimulatedSearch({ history, fails: withoutNoise(history, 'c013') }).toEnd()
    const probability = outcome.kind === 'culprit' ? outcome.probability : 0
    expect(probability).toBeGreaterThanOrEqual(0.99)
    expect(probability).toBeLessThan(1)
  })

  it('is a range where the commits that are left cannot be tested', () => {
    const history = chain(20)
    const broken = new Set(part(10, 13))
    const search = new SimulatedSearch({ history, fails: withoutNoise(history, 'c011'), broken })
    expect(search.toEnd()).toEqual({ kind: 'range', commits: part(10, 14) })
  })

  it('is no-change where very many runs show the range to fail no more often than what came before it', () => {
    const half = { ...UNKNOWN, passes: 300_000, failures: 300_000 }
    const images = ['c000', 'c009', 'c019'].map((id) => [id, { ...half, image: id }] as const)
    const evidence = { before: { passes: 300_000, failures: 300_000 }, commits: new Map(images) }
    const { outcome, start } = decide(new CommitGraph(chain(20)), evidence, COSTS, ONE_SLOT)
    expect(outcome).toEqual({ kind: 'no-change' })
    expect(start).toEqual([])
  })

  it('is no-change where the images rule out every commit', () => {
    const evidence = {
      before: { passes: 2, failures: 0 },
      imagesBefore: new Set(['same']),
      commits: new Map([['c004', { ...UNKNOWN, image: 'same', failures: 3 }]]),
    }
    const { outcome, posterior } = decide(new CommitGraph(chain(5)), evidence, COSTS, ONE_SLOT)
    expect(outcome).toEqual({ kind: 'no-change' })
    expect([...posterior.possible]).toEqual([0, 0, 0, 0, 0])
    expect(posterior).toMatchObject({ noChange: 1, notMonotone: 0, effective: 0 })
  })

  it('is no-change for an empty range', () => {
    const evidence = { before: { passes: 2, failures: 0 }, commits: new Map<string, CommitEvidence>() }
    expect(decide(new CommitGraph([]), evidence, COSTS, ONE_SLOT).outcome).toEqual({ kind: 'no-change' })
  })

  it.each([10, 15, 100])('is inconsistent where the failure came, went and came again in %d runs each', (runs) => {
    const evidence = {
      before: { passes: 2, failures: 0 },
      commits: new Map([
        ['c009', { ...UNKNOWN, image: 'b', failures: runs }],
        ['c019', { ...UNKNOWN, image: 'c', passes: runs }],
        ['c029', { ...UNKNOWN, image: 'a', failures: 3 }],
      ]),
    }
    const { outcome } = decide(new CommitGraph(chain(30)), evidence, COSTS, ONE_SLOT)
    expect(outcome).toEqual({ kind: 'inconsistent', bad: ['c009'], good: ['c019'] })
  })

  it('is not inconsistent for a single pass that contradicts: the search runs the two kernels again', () => {
    const evidence = {
      before: { passes: 2, failures: 0 },
      commits: new Map([
        ['c009', { ...UNKNOWN, image: 'b', failures: 1 }],
        ['c019', { ...UNKNOWN, image: 'c', passes: 1 }],
        ['c029', { ...UNKNOWN, image: 'a', failures: 3 }],
      ]),
    }
    const { outcome, start } = decide(new CommitGraph(chain(30)), evidence, COSTS, ONE_SLOT)
    expect(outcome).toBeUndefined()
    expect(start).toMatchObject([{ stage: 'boot' }])
    expect(['c009', 'c019']).toContain(start[0]?.commit)
  })

  it('stops everything that is in flight', () => {
    const history = chain(20)
    const search = new SimulatedSearch({ history, fails: withoutNoise(history, 'c013') })
    search.toEnd()
    const inFlight: InFlight[] = [
      { commit: 'c018', stage: 'build', runs: 2, done: 0.5 },
      { commit: 'c013', stage: 'boot', runs: 1, done: 0.1 },
    ]
    const { cancel, start } = decide(search.graph, { ...search.evidence, inFlight }, COSTS, ONE_SLOT)
    expect(cancel).toEqual(['c013', 'c018'])
    expect(start).toEqual([])
  })
})
