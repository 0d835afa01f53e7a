import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CommitGraph, type GraphCommit } from './commit-graph.ts'
import { chain, part } from './named-histories.fixture.ts'
import { partCandidates } from './partition.ts'
import { noopsOf, priorOf } from './prior.ts'
import { randomCases } from './random-evidence.fixture.ts'
import { histories } from './random-history.fixture.ts'
import { SimulatedSearch, UNKNOWN, withoutNoise } from './simulated-search.fixture.ts'
import type { Evidence } from './terms.ts'

// More of each for a thorough search.
const REPEATS = Number(process.env.KBISECT_TEST_REPEATS) || 1

interface Known extends Omit<Evidence, 'commits' | 'before' | 'patched'> {
  /** Image names by commit. */
  readonly images?: Readonly<Record<string, string>>
  /** The same with the last commit applied on top. */
  readonly patchedImages?: Readonly<Record<string, string>>
}

const built = (images: Readonly<Record<string, string>> = {}) =>
  new Map(Object.entries(images).map(([id, image]) => [id, { ...UNKNOWN, image }]))

function look(history: readonly GraphCommit[], { images, patchedImages = {}, ...known }: Known) {
  const graph = new CommitGraph(history)
  const before = { passes: 2, failures: 0 }
  const patch = history.at(-1)?.id ?? ''
  const patched = Object.entries(patchedImages).map(([commit, image]) => ({ ...UNKNOWN, commit, patch, image }))
  const evidence: Evidence = { ...known, before, commits: built(images), patched }
  const { tested } = partCandidates(graph, evidence)
  const of = (list: ArrayLike<number>) => Object.fromEntries(graph.ids.map((id, at) => [id, list[at] ?? 0]))
  return { prior: of(priorOf(graph, evidence, tested)), noops: of(noopsOf(graph, evidence, tested)) }
}

/** The commits that are left, in order. */
const left = (prior: Readonly<Record<string, number>>) => Object.keys(prior).filter((id) => prior[id] !== 0)

const diamond: GraphCommit[] = [
  { id: 'root', parents: ['good'] },
  { id: 'left', parents: ['root'] },
  { id: 'right', parents: ['root'] },
  { id: 'merge', parents: ['left', 'right'] },
]

describe('equal images', () => {
  it('rule out what lies between them, the later one included', () => {
    const { prior } = look(chain(6), { images: { c001: 'same', c004: 'same', c005: 'other' } })
    expect(left(prior)).toEqual(['c000', 'c001', 'c005'])
    expect(prior.c000).toBeCloseTo(1 / 3, 12)
  })

  it('on two sides of a fork rule out both sides', () => {
    expect(left(look(diamond, { images: { left: 'same', right: 'same' } }).prior)).toEqual(['root', 'merge'])
  })

  it('of three commits rule out what any two of them do', () => {
    const { prior } = look(chain(8), { images: { c001: 'same', c003: 'same', c006: 'same' } })
    expect(left(prior)).toEqual(['c000', 'c001', 'c007'])
  })

  it('to one from before the range rule out the commit and all its ancestors', () => {
    const { prior } = look(chain(5), { images: { c002: 'old', c004: 'new' }, imagesBefore: new Set(['old', 'older']) })
    expect(left(prior)).toEqual(['c003', 'c004'])
  })

  it('leave nothing where the last commit is as it was before the range', () => {
    const { prior } = look(chain(3), { images: { c002: 'old' }, imagesBefore: new Set(['old']) })
    expect(left(prior)).toEqual([])
  })

  it('of patched kernels are compared with those of patched kernels alone', () => {
    const images = { c000: 'same', c005: 'end' }
    expect(left(look(chain(6), { images, patchedImages: { c003: 'same' } }).prior)).toHaveLength(6)
    expect(left(look(chain(6), { images, patchedImages: { c002: 'x', c004: 'x' } }).prior)).toEqual([
      'c000',
      'c001',
      'c002',
      'c005',
    ])
  })

  it('save builds, and never cost the culprit', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.integer({ min: 2, max: 5 }), (history, pick, period) => {
        // Only every so many commits change the kernel, and the culprit is one of them.
        const changes = history.filter((_, at) => at % period === 0)
        const culprit = changes[pick % changes.length]?.id ?? ''
        const inside = withChanges(history, new Set(changes.map(({ id }) => id)))
        const truth = { history, fails: withoutNoise(history, culprit), imageOf: inside }
        const search = new SimulatedSearch(truth)
        search.toEnd()
        const at = search.graph.indexOf(culprit) ?? -1
        for (const { decision } of search.steps) expect(decision.posterior.possible[at]).toBe(1)
        // The culprit alone is named, or a range of it and of what leaves its kernel as it is.
        const outcome = search.steps.at(-1)?.decision.outcome
        expect(outcome).toMatchObject({ kind: 'culprit', commit: culprit })
      }),
    )
  })
})

describe('commits predicted to change nothing', () => {
  it('keep three quarters of a percent in all', () => {
    const { prior, noops } = look(chain(10), { noops: new Set(part(2, 8)) })
    expect(part(2, 8).reduce((sum, id) => sum + (prior[id] ?? 0), 0)).toBeCloseTo(0.0075, 12)
    expect(prior.c002).toBeCloseTo(0.0075 / 6, 12)
    expect(prior.c000).toBeCloseTo(0.9925 / 4, 12)
    expect(Object.keys(noops).filter((id) => noops[id])).toEqual(part(2, 8))
  })

  it('have all of it where nothing else is left', () => {
    expect(left(look(chain(4), { noops: new Set(part(0, 4)) }).prior)).toEqual(part(0, 4))
  })

  it('are so no more where two kernels differ with only such commits between', () => {
    const { noops, prior } = look(chain(10), {
      noops: new Set(part(2, 9)),
      images: { c003: 'one', c006: 'two' },
    })
    expect(Object.keys(noops).filter((id) => noops[id])).toEqual(['c002', 'c003', 'c007', 'c008'])
    expect(prior.c004).toBe(prior.c000)
  })

  it('are so no more where a kernel differs from those before the range with only such commits in it', () => {
    const known = { noops: new Set(part(0, 5)), images: { c002: 'new' } }
    const refuted = look(chain(10), { ...known, imagesBefore: new Set(['old']) })
    expect(Object.keys(refuted.noops).filter((id) => refuted.noops[id])).toEqual(['c003', 'c004'])
    // Where no image from before is known there is nothing to compare with.
    expect(look(chain(10), known).noops.c000).toBe(1)
    expect(look(chain(10), { ...known, imagesBefore: new Set() }).noops.c000).toBe(1)
  })

  it('stay so where a commit that may change the kernel lies between', () => {
    const { noops } = look(chain(10), { noops: new Set(part(2, 5)), images: { c001: 'one', c005: 'two' } })
    expect(part(2, 5).every((id) => noops[id] === 1)).toBe(true)
  })

  it('stay so where kernels on two sides of a fork differ: neither was made from the other', () => {
    const { noops } = look(diamond, { noops: new Set(['left', 'right']), images: { left: 'one', right: 'two' } })
    expect(noops).toEqual({ root: 0, left: 1, right: 1, merge: 0 })
  })

  it('are found all the same when one of them is the culprit, once kernels are compared with their parents', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.nat({ max: 5 }), (history, pick, but) => {
        const culprit = history[pick % history.length]?.id ?? ''
        const noops = new Set(history.filter((_, at) => at % 6 !== but).map(({ id }) => id)).add(culprit)
        const search = new SimulatedSearch({ history, fails: withoutNoise(history, culprit) }, { noops })
        search.confirmFor(60)
        expectFound(search, culprit)
      }),
    )
  })

  it('save builds when they are right', () => {
    const history = chain(256)
    const changes = new Set(history.filter((_, at) => at % 16 === 9).map(({ id }) => id))
    const noops = new Set(history.map(({ id }) => id).filter((id) => !changes.has(id)))
    const culprit = 'c137'
    const truth = { history, fails: withoutNoise(history, culprit), imageOf: withChanges(history, changes) }
    const search = new SimulatedSearch(truth, { noops })
    expect(search.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
    expect(search.builds).toBeLessThanOrEqual(6)
    expect(search.steps[0]?.decision.posterior.canChange).toBe(16)
  })
})

describe('suspicion', () => {
  it('moves three quarters of the probability, in proportion; one quarter stays even', () => {
    const { prior } = look(chain(4), { suspicion: new Map([['c002', 5]]) })
    expect(prior.c002).toBeCloseTo(0.25 / 4 + (0.75 * 5) / 8, 12)
    expect(prior.c000).toBeCloseTo(0.25 / 4 + (0.75 * 1) / 8, 12)
  })

  it('may say that a commit is not suspicious at all', () => {
    const { prior } = look(chain(4), { suspicion: new Map([['c002', 0]]) })
    expect(prior.c002).toBeCloseTo(0.25 / 4, 12)
  })

  it('of none of the commits leaves them even', () => {
    const { prior } = look(chain(4), { suspicion: new Map(part(0, 4).map((id) => [id, 0])) })
    expect(Object.values(prior)).toEqual([0.25, 0.25, 0.25, 0.25])
  })

  const search = (culprit: string, suspects: readonly string[]) => {
    const history = chain(64)
    const suspicion = new Map(suspects.map((id) => [id, 50]))
    const one = new SimulatedSearch({ history, fails: withoutNoise(history, culprit) }, { suspicion })
    expect(one.toEnd()).toMatchObject({ kind: 'culprit', commit: culprit })
    return one.builds
  }

  it('that is right saves builds, and one that is wrong costs two or three', () => {
    const plain = search('c041', [])
    expect(search('c041', ['c041', 'c010'])).toBeLessThanOrEqual(plain - 2)
    expect(search('c041', ['c005', 'c010', 'c060'])).toBeLessThanOrEqual(plain + 3)
  })

  it('never hides the culprit, in any history', () => {
    fc.assert(
      fc.property(histories, fc.nat(), fc.array(fc.nat({ max: 1000 }), { minLength: 1 }), (history, pick, weights) => {
        const culprit = history[pick % history.length]?.id ?? ''
        const suspicion = new Map(history.map(({ id }, at) => [id, weights[at % weights.length] ?? 0]))
        suspicion.set(culprit, 0)
        const one = new SimulatedSearch({ history, fails: withoutNoise(history, culprit) }, { suspicion })
        one.forUpTo(60)
        expectFound(one, culprit)
      }),
    )
  })
})

it('the prior sums to one, or to nothing where the images leave no commit', () => {
  fc.assert(
    fc.property(randomCases, ({ history, evidence }) => {
      const graph = new CommitGraph(history)
      const sum = priorOf(graph, evidence, partCandidates(graph, evidence).tested).reduce((all, one) => all + one, 0)
      expect(sum === 0 || Math.abs(sum - 1) < 1e-9).toBe(true)
    }),
    { numRuns: 40 * REPEATS },
  )
})

/**
 * Never impossible, and the likeliest at the end. Not always named: in a small range the few tests
 * that can be made leave some doubt of a commit that looked very unlikely at first.
 */
function expectFound({ graph, steps }: SimulatedSearch, culprit: string): void {
  const at = graph.indexOf(culprit) ?? -1
  for (const { decision } of steps) expect(decision.posterior.possible[at]).toBe(1)
  const { posterior, outcome } = steps.at(-1)?.decision ?? {}
  const commits = posterior?.commits ?? []
  expect(commits[at]).toBe(Math.max(...commits))
  if (outcome) expect(outcome).toMatchObject({ kind: 'culprit', commit: culprit })
}

/** Kernels that differ exactly by which of these commits are in them. */
function withChanges(history: readonly GraphCommit[], changes: ReadonlySet<string>): (id: string) => string {
  const names = new Map<string, Set<string>>()
  for (const { id, parents } of history) {
    const inside = new Set(parents.flatMap((parent) => [...(names.get(parent) ?? [])]))
    names.set(id, changes.has(id) ? inside.add(id) : inside)
  }
  return (id) => [...(names.get(id) ?? [])].sort().join(' ')
}
