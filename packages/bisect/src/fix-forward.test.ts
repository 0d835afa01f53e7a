import { describe, expect, it } from 'vitest'
import { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import { fixForward } from './fix-forward.ts'
import { chain, part } from './named-histories.fixture.ts'
import { testedOf } from './partition.ts'
import { COSTS, SimulatedSearch, UNKNOWN, withoutNoise } from './simulated-search.fixture.ts'
import type { CommitEvidence, Evidence, InFlight } from './terms.ts'
import { testability } from './testability.ts'

const BROKEN: CommitEvidence = { ...UNKNOWN, untestable: true }
const BUILT: CommitEvidence = { ...UNKNOWN, image: 'i' }

function look(history: ReturnType<typeof chain>, known: Readonly<Record<string, CommitEvidence>>, share = 1) {
  const graph = new CommitGraph(history)
  const tested = testedOf(graph, new Map(Object.entries(known)))
  const even = new Float64Array(graph.size).fill(share / graph.size)
  return fixForward(graph, tested, even, testability(graph, tested))
}

describe('fixForward', () => {
  it('has nothing to do where nothing is broken', () => {
    expect(look(chain(9), { c004: BUILT })).toEqual({ kind: 'none' })
  })

  it('halves what lies between a broken commit and one that builds', () => {
    expect(look(chain(40), { c010: BROKEN, c030: BUILT })).toEqual({ kind: 'search', next: 'c020' })
    expect(look(chain(40), { c010: BROKEN, c020: BROKEN, c030: BUILT })).toEqual({ kind: 'search', next: 'c025' })
  })

  it('does not look where hardly any probability is stuck', () => {
    expect(look(chain(40), { c010: BROKEN, c030: BUILT }, 0.1)).toEqual({ kind: 'none' })
  })

  it('has found the fix where a broken commit is the parent of one that builds', () => {
    const found = look(chain(40), { c008: BUILT, c010: BROKEN, c019: BROKEN, c020: BUILT })
    expect(found).toMatchObject({ kind: 'fix', fix: 'c020' })
    const region = found.kind === 'fix' ? [...found.region.keys()].filter((at) => found.region[at] === 1) : []
    // The broken ones and what is between them; the fix itself and what is known to build are left
    // as they are.
    expect(region).toEqual(expect.arrayContaining([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]))
    expect(region.every((at) => at > 8 && at < 20)).toBe(true)
  })

  it('looks only at commits made on the broken one: elsewhere it may never have been broken', () => {
    const history = [
      { id: 'a', parents: ['good'] },
      { id: 'broken', parents: ['a'] },
      { id: 'side1', parents: ['a'] },
      { id: 'side2', parents: ['side1'] },
      { id: 'merge', parents: ['broken', 'side2'] },
      { id: 'end', parents: ['merge'] },
    ]
    expect(look(history, { broken: BROKEN, end: BUILT })).toEqual({ kind: 'search', next: 'merge' })
    // The commits beside it may have the break: that is found first, among the ancestors of the
    // broken one.
    expect(look(history, { broken: BROKEN, merge: BUILT })).toEqual({ kind: 'search', next: 'a' })
    expect(look(history, { a: BUILT, broken: BROKEN, merge: BUILT })).toMatchObject({ kind: 'fix', fix: 'merge' })
    expect(look(history, { a: BROKEN, broken: BROKEN, merge: BUILT })).toMatchObject({ kind: 'search', next: 'side1' })
  })
})

describe('a look for the fix that finds nothing', () => {
  it('is given up after half as many builds again as halving the history takes', () => {
    const history = chain(64)
    // Each of these builds left several commits that may be the fix.
    const looks = (count: number) => Object.fromEntries(part(64 - count, 64).map((id) => [id, BUILT]))
    expect(look(history, { c010: BROKEN, ...looks(8) })).toMatchObject({ kind: 'search' })
    expect(look(history, { c010: BROKEN, ...looks(9) })).toEqual({ kind: 'none' })
  })
})

describe('a untestable region with the culprit inside', () => {
  const history = chain(60)
  const broken = new Set(part(20, 40))
  const search = (culprit: string, fix?: string) =>
    new SimulatedSearch({ history, fails: withoutNoise(history, culprit), broken, ...(fix ? { fix } : {}) })

  it.each(['c020', 'c027', 'c033', 'c039'])('is fixed, and %s is found in it', (culprit) => {
    const one = search(culprit, 'c040')
    expect(one.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
    const choices = one.steps.flatMap(({ decision }) => decision.start)
    const looks = choices.filter(({ runs }) => runs === 0)
    expect(looks.length).toBeGreaterThan(0)
    for (const look of looks) expect(look).toMatchObject({ stage: 'build', bits: 0 })
    const patched = choices.filter(({ patch }) => patch !== undefined)
    expect(patched.length).toBeGreaterThan(0)
    for (const { patch, commit } of patched) {
      expect(patch).toBe('c040')
      // Elsewhere it is applied to see what it does by itself.
      expect([...broken, 'c019', 'good']).toContain(commit)
    }
  })

  it('is not fixed where the culprit is elsewhere', () => {
    const one = search('c050', 'c040')
    expect(one.toEnd()).toMatchObject({ kind: 'culprit', commit: 'c050' })
    expect(one.steps.flatMap(({ decision }) => decision.start).filter(({ patch }) => patch)).toEqual([])
  })

  it('runs on patched kernels count as those on others do', () => {
    const { steps, graph } = search('c027', 'c040')
    expect(steps).toEqual([])
    const commits = new Map<string, CommitEvidence>([
      ['c019', { ...UNKNOWN, image: 'c019', passes: 5 }],
      ['c030', BROKEN],
      ['c039', BROKEN],
      ['c040', { ...UNKNOWN, image: 'c040', failures: 5 }],
      ['c059', { ...UNKNOWN, image: 'c059', failures: 5 }],
    ])
    const before = { passes: 5, failures: 0 }
    const without = decide(graph, { before, commits }, COSTS, { build: 1, boot: 1, total: 1 })
    const patched = [{ ...UNKNOWN, commit: 'c030', patch: 'c040', image: 'c030 fixed', passes: 5 }]
    const beside = decide(graph, { before, commits, patched }, COSTS, { build: 1, boot: 1, total: 1 })
    expect(without.posterior.possible.slice(20, 31)).toEqual(new Uint8Array(11).fill(1))
    expect(beside.posterior.possible.slice(20, 31)).toEqual(new Uint8Array(11).fill(0))
    expect(beside.start[0]).toMatchObject({ patch: 'c040' })
  })

  it.each(['c020', 'c027', 'c039'])('is not told from a fix that applies nowhere before it: %s', (culprit) => {
    const one = new SimulatedSearch({
      ...{ history, fails: withoutNoise(history, culprit), broken, fix: 'c040' },
      applies: (commit) => broken.has(commit) && commit >= culprit,
    })
    const outcome = one.toEnd()
    expect(outcome).toMatchObject({ kind: 'range' })
    expect(outcome.kind === 'range' ? outcome.commits : []).toEqual(expect.arrayContaining([culprit, 'c040']))
  })

  it.each([true, false])('is not there where the fix brings the failure: it is named, or a range has it', (applies) => {
    const fails = withoutNoise(history, 'c040')
    const patchFails = (patch: string) => patch === 'c040'
    const where = { history, fails, broken, fix: 'c040', patchFails }
    const outcome = new SimulatedSearch({ ...where, applies: (commit) => applies || broken.has(commit) }).toEnd()
    if (applies) expect(outcome).toMatchObject({ kind: 'culprit', commit: 'c040' })
    else expect(outcome).toEqual({ kind: 'range', commits: ['c020', 'c040'] })
  })

  it('is answered with the range where suspicion alone would name a commit', () => {
    const where = { history, fails: withoutNoise(history, 'c040'), broken, fix: 'c040' }
    const conflict = { applies: (commit: string) => broken.has(commit), patchFails: () => true }
    const suspicion = new Map([['c020', 1e5]])
    const one = new SimulatedSearch({ ...where, ...conflict }, { suspicion })
    expect(one.toEnd()).toEqual({ kind: 'range', commits: ['c020', 'c040'] })
  })

  it('is answered with the range where the fix does not apply', () => {
    const outcome = search('c027').toEnd()
    expect(outcome).toEqual({ kind: 'range', commits: part(20, 41) })
  })
})

describe('a look for the fix', () => {
  const graph = new CommitGraph(chain(60))
  const evidence: Evidence = {
    before: { passes: 2, failures: 0 },
    commits: new Map([
      ...part(29, 37).map((id) => [id, BROKEN] as const),
      ['c022', BROKEN],
      ['c026', BROKEN],
      ['c014', { ...UNKNOWN, image: 'c014', passes: 3 }],
      ['c041', { ...UNKNOWN, image: 'c041', failures: 3 }],
      ['c059', { ...UNKNOWN, image: 'c059', failures: 3 }],
    ]),
  }
  const start = (build: number, boot: number, total: number, inFlight: readonly InFlight[] = []) =>
    decide(graph, { ...evidence, inFlight }, COSTS, { build, boot, total })
  const looks = (list: readonly { runs: number }[]) => list.filter(({ runs }) => runs === 0)

  it('comes first, and takes a slot like any other build', () => {
    for (const slots of [1, 2, 4]) {
      const { start: chosen } = start(slots, slots, slots)
      expect(chosen.length).toBeLessThanOrEqual(slots)
      expect(chosen[0]).toMatchObject({ commit: 'c038', stage: 'build', runs: 0 })
    }
    expect(start(1, 3, 3).start.filter(({ stage }) => stage === 'build')).toHaveLength(1)
  })

  it('waits for a slot', () => {
    expect(looks(start(0, 1, 1).start)).toEqual([])
    expect(start(0, 0, 0).start).toEqual([])
    expect(start(1, 0, 0).start).toEqual([])
  })

  it('is not begun twice, nor while its commit is being tested anyway', () => {
    const look: InFlight = { commit: 'c038', stage: 'build', runs: 0, done: 0.1 }
    const beside = start(3, 3, 3, [look])
    expect(looks(beside.start)).toEqual([])
    expect(beside.start.map(({ commit }) => commit)).not.toContain('c038')
    expect(beside.flying).toMatchObject([{ commit: 'c038', runs: 0 }])
    expect(start(3, 3, 3, [{ ...look, runs: 3 }]).start.map(({ commit }) => commit)).not.toContain('c038')
  })

  it('is never stopped for telling nothing of the culprit', () => {
    const { cancel } = start(0, 0, 0, [{ commit: 'c038', stage: 'build', runs: 0, done: 0 }])
    expect(cancel).toEqual([])
  })
})
