import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import { chain } from './named-histories.fixture.ts'
import { randomCases } from './random-evidence.fixture.ts'
import { histories } from './random-history.fixture.ts'
import { COSTS, ONE_SLOT, SimulatedSearch, UNKNOWN, withoutNoise } from './simulated-search.fixture.ts'
import type { CommitEvidence, Evidence, InFlight } from './terms.ts'
import { weigh } from './weights.ts'

// More of each for a thorough search.
const REPEATS = Number(process.env.KBISECT_TEST_REPEATS) || 1

const many = (count: number) => ({ build: count, boot: count, total: count })

/** A solid failure at the end of a chain. */
function solid(length: number, more: readonly (readonly [string, Partial<CommitEvidence>])[] = []): Evidence {
  const tip = chain(length).at(-1)?.id ?? ''
  const known = more.map(([id, one]) => [id, { ...UNKNOWN, image: `image of ${id}`, ...one }] as const)
  return {
    before: { passes: 20, failures: 0 },
    commits: new Map([[tip, { ...UNKNOWN, image: 'bad revision', failures: 20 }], ...known]),
  }
}

describe('without noise and with equal costs', () => {
  it('halves the candidates at least as well as git does, in one run of one build', () => {
    fc.assert(
      fc.property(histories, fc.nat(), (history, pick) => {
        const culprit = history[pick % history.length]?.id ?? ''
        const truth = { history, fails: withoutNoise(history, culprit) }
        const search = new SimulatedSearch(truth, {}, { rates: { bad: 1, good: 0 } })
        expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
        for (const { decision } of search.steps.slice(0, -1)) {
          const { possible } = decision.posterior
          const candidates = possible.reduce((sum, one) => sum + one, 0)
          const smaller = (side: number) => Math.min(side, candidates - side)
          const gits = Math.max(...weigh(search.graph, possible).map(smaller))
          const [choice] = decision.start
          const ancestors = search.graph.ancestorsOf(search.graph.indexOf(choice?.commit ?? '') ?? -1)
          // Of commits that are no candidates git chooses none, but some of them halve better.
          const ours = smaller(ancestors.reduce((sum, one, at) => sum + one * (possible[at] ?? 0), 0))
          expect(ours).toBeGreaterThanOrEqual(gits)
          // With one candidate left, it may be asked again whether the failure comes and goes.
          if (candidates > 1) expect(choice).toMatchObject({ stage: 'build', runs: 1 })
        }
      }),
      { numRuns: 40 * REPEATS },
    )
  })

  it('chooses the middle of a chain, and of two middles the one with the smaller id', () => {
    const choose = (length: number) =>
      decide(new CommitGraph(chain(length)), solid(length), COSTS, ONE_SLOT, { rates: { bad: 1, good: 0 } }).start
    expect(choose(8)).toMatchObject([{ commit: 'c003', bad: expect.closeTo(0.5, 6), bits: expect.closeTo(1, 1) }])
    expect(choose(9)).toMatchObject([{ commit: 'c003' }])
  })
})

describe('costs', () => {
  it('a kernel that is there is run again while that tells more for its cost than a build', () => {
    const graph = new CommitGraph(chain(32))
    const flaky = solid(32, [['c015', { passes: 1 }]])
    const evidence = {
      ...flaky,
      commits: new Map(flaky.commits).set('c031', { ...UNKNOWN, image: 'end', passes: 6, failures: 4 }),
    }
    expect(decide(graph, evidence, { build: 50, run: 1 }, ONE_SLOT).start).toMatchObject([
      { commit: 'c015', stage: 'boot' },
    ])
  })

  it('the dearer a build, the more runs are planned for it', () => {
    const graph = new CommitGraph(chain(32))
    const runs = [1, 10, 1000].map((build) => decide(graph, solid(32), { build, run: 1 }, ONE_SLOT).start[0]?.runs ?? 0)
    expect(runs).toEqual([...runs].sort((a, b) => a - b))
    expect(runs[2]).toBeGreaterThan(runs[0] ?? 0)
  })
})

describe('the good revision', () => {
  const graph = new CommitGraph(chain(4))
  // All of the range fails now and then: whether that began in the range is known by what came
  // before it alone.
  const flaky = { ...UNKNOWN, passes: 5, failures: 15 }
  const commits = new Map(graph.ids.map((id) => [id, { ...flaky, image: id }]))
  const evidence: Evidence = { before: { passes: 2, failures: 0 }, commits }

  it('is run again when its runs tell the most', () => {
    const { start } = decide(graph, { ...evidence, goodRevision: 'good' }, COSTS, ONE_SLOT)
    expect(start).toMatchObject([{ commit: 'good', stage: 'boot', runs: 1, bad: 0 }])
  })

  it('is not asked for where it has no image', () => {
    const { start, outcome } = decide(graph, evidence, COSTS, ONE_SLOT)
    expect(start.filter(({ commit }) => !graph.ids.includes(commit))).toEqual([])
    // The only doubt left is how often good kernels fail, and nobody can be asked.
    expect(outcome).toBeDefined()
  })

  it('is not asked for while it is running, and is left alone', () => {
    const inFlight: InFlight[] = [{ commit: 'good', stage: 'boot', runs: 1, done: 0.1 }]
    const { start, cancel } = decide(graph, { ...evidence, goodRevision: 'good', inFlight }, COSTS, many(3))
    expect(start.map(({ commit }) => commit)).not.toContain('good')
    expect(cancel).toEqual([])
  })

  it('proves a culprit at the very beginning', () => {
    const history = chain(16)
    const search = new SimulatedSearch({ history, fails: withoutNoise(history, 'c000') })
    expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: 'c000' })
    expect(search.steps.flatMap(({ decision }) => decision.start.map(({ commit }) => commit))).toContain('good')
    expect(search.runs).toBeLessThanOrEqual(20)
  })
})

describe('several slots', () => {
  it('are given different commits, spread over the range', () => {
    const graph = new CommitGraph(chain(64))
    const { start } = decide(graph, solid(64), COSTS, many(4))
    expect(start).toHaveLength(4)
    const places = start.map(({ bad }) => bad).sort((a, b) => a - b)
    for (const [at, place] of places.entries()) expect(place - (places[at - 1] ?? 0)).toBeGreaterThan(0.1)
  })

  it('are filled once: what was just started leaves nothing to start and nothing to stop', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.integer({ min: 2, max: 6 }), (history, pick, slots) => {
        const culprit = history[pick % history.length]?.id ?? ''
        const search = new SimulatedSearch({ history, fails: withoutNoise(history, culprit) })
        search.toEnd()
        for (const { evidence } of search.steps.slice(0, -1)) {
          const { start } = decide(search.graph, evidence, COSTS, many(slots))
          const inFlight = start.map(({ commit, stage, runs }) => ({ commit, stage, runs, done: 0 }))
          const boots = start.reduce((sum, { stage, runs }) => sum + (stage === 'boot' ? runs : 0), 0)
          const builds = start.filter(({ stage }) => stage === 'build').length
          const left = { build: slots - builds, boot: slots - boots, total: slots - start.length }
          const again = decide(search.graph, { ...evidence, inFlight }, COSTS, left)
          expect(again).toMatchObject({ start: [], cancel: [] })
          const going = inFlight.map(({ commit }) => commit).filter((commit) => commit !== 'good')
          expect(again.flying.map(({ commit }) => commit).sort()).toEqual(going.sort())
        }
      }),
      { numRuns: 10 * REPEATS },
    )
  })

  it('are never exceeded but by those that stopped tests give back', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence, slots }) => {
        const { start, cancel } = decide(new CommitGraph(history), evidence, COSTS, slots)
        const back = evidence.inFlight?.filter(({ commit }) => cancel.includes(commit)) ?? []
        const backAt = (stage: string) => back.filter((one) => one.stage === stage).length
        const startAt = (stage: string) => start.filter((one) => one.stage === stage).length
        expect(start.length).toBeLessThanOrEqual(slots.total + back.length)
        expect(startAt('build')).toBeLessThanOrEqual(slots.build + backAt('build'))
        expect(startAt('boot')).toBeLessThanOrEqual(slots.boot + backAt('boot'))
      }),
      { numRuns: 50 * REPEATS },
    )
  })

  it('never build a commit twice, or one that is being built, or one that is stopped at the same time', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence, slots }) => {
        const { start, cancel } = decide(new CommitGraph(history), evidence, COSTS, slots)
        const built = start.filter(({ stage }) => stage === 'build').map(({ commit }) => commit)
        expect(new Set(built).size).toBe(built.length)
        const building = evidence.inFlight?.filter(({ stage }) => stage === 'build').map(({ commit }) => commit) ?? []
        expect(start.filter(({ commit }) => building.includes(commit) || cancel.includes(commit))).toEqual([])
      }),
      { numRuns: 50 * REPEATS },
    )
  })

  it('start boots alone where only boots are free', () => {
    const graph = new CommitGraph(chain(32))
    const evidence = solid(32, [['c015', { passes: 1 }]])
    const { start } = decide(graph, evidence, COSTS, { build: 0, boot: 2, total: 2 })
    expect(start.length).toBeGreaterThan(0)
    for (const choice of start) expect(choice).toMatchObject({ commit: 'c015', stage: 'boot' })
    expect(decide(graph, evidence, COSTS, many(0))).toMatchObject({ start: [], cancel: [] })
  })
})

describe('a test in flight', () => {
  const graph = new CommitGraph(chain(64))
  const building = (commit: string, done: number): InFlight => ({ commit, stage: 'build', runs: 2, done })
  // c031 has passed, so that nothing below it is a candidate.
  const passed = solid(64, [['c031', { passes: 20 }]])

  it('is stopped when an answer has made it useless', () => {
    const { cancel, start } = decide(graph, { ...passed, inFlight: [building('c015', 0.5)] }, COSTS, many(1))
    expect(cancel).toEqual(['c015'])
    // The slot that it gives back is used at once.
    expect(start).toHaveLength(2)
  })

  it('goes on when it is nearly done', () => {
    const { cancel, flying } = decide(graph, { ...passed, inFlight: [building('c015', 0.8)] }, COSTS, many(1))
    expect(cancel).toEqual([])
    expect(flying).toMatchObject([{ commit: 'c015', bits: expect.closeTo(0, 1) }])
  })

  it('goes on while it tells something', () => {
    const { cancel, flying } = decide(graph, { ...passed, inFlight: [building('c047', 0)] }, COSTS, many(1))
    expect(cancel).toEqual([])
    expect(flying).toMatchObject([{ commit: 'c047', bad: expect.closeTo(0.5, 1) }])
  })

  it('turns the next choice away from what it will tell itself', () => {
    const alone = decide(graph, solid(64), COSTS, ONE_SLOT).start[0]
    const beside = decide(graph, { ...solid(64), inFlight: [building(alone?.commit ?? '', 0)] }, COSTS, ONE_SLOT)
      .start[0]
    expect(Math.abs((beside?.bad ?? 0) - (alone?.bad ?? 0))).toBeGreaterThan(0.15)
  })

  it('is never stopped when it is nearly done and there is no answer', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence, slots }) => {
        const { outcome, cancel } = decide(new CommitGraph(history), evidence, COSTS, slots)
        const nearly = evidence.inFlight?.filter(({ done }) => done >= 0.8).map(({ commit }) => commit) ?? []
        expect(outcome ? [] : cancel.filter((commit) => nearly.includes(commit))).toEqual([])
      }),
      { numRuns: 50 * REPEATS },
    )
  })

  it('that is not of the range is left alone', () => {
    const inFlight = [building('elsewhere', 0)]
    expect(decide(graph, { ...passed, inFlight }, COSTS, ONE_SLOT)).toMatchObject({ cancel: [], flying: [] })
  })
})
