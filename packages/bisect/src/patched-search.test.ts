import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GraphCommit } from './commit-graph.ts'
import { ancestry, histories, kernelContents } from './random-history.fixture.ts'
import { SimulatedSearch, withoutNoise } from './simulated-search.fixture.ts'

/**
 * Where a fix can be applied: everywhere, to what it was made for, to that and some others, or to
 * some commits of any kind.
 */
type Reach = 'everywhere' | 'within' | 'some others' | 'some'

interface Case {
  readonly history: readonly GraphCommit[]
  readonly breaks: string
  readonly fix: string
  readonly culprit: string
  readonly reach: Reach
  readonly seed: number
}

/**
 * A commit breaks the build, a later one fixes it, and any commit brings the failure: either of
 * these, one between them, or another.
 */
const cases: fc.Arbitrary<Case> = fc
  .record({
    history: histories.filter((history) => history.length > 6),
    picks: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
    role: fc.constantFrom('break', 'fix', 'within', 'any'),
    reach: fc.constantFrom<Reach>('everywhere', 'within', 'some others', 'some'),
    seed: fc.nat(),
  })
  .map(({ history, picks: [first, second, third], role, reach, seed }) => {
    const tip = history.at(-1)?.id ?? ''
    const ids = [...ancestry(history, tip)].filter((id) => id !== tip).sort()
    const breaks = ids[first % ids.length] ?? ''
    const later = ids.filter((id) => id !== breaks && ancestry(history, id).has(breaks))
    const fix = later[second % Math.max(1, later.length)] ?? tip
    const broken = ids.filter((id) => ancestry(history, id).has(breaks) && !ancestry(history, id).has(fix))
    const within = broken[third % Math.max(1, broken.length)] ?? breaks
    const any = ids[third % ids.length] ?? breaks
    const culprit = { break: breaks, fix, within, any }[role]
    return { history, breaks, fix, culprit, reach, seed }
  })

function searchIn({ history, breaks, fix, culprit, reach, seed }: Case) {
  const isBroken = (id: string) => ancestry(history, id).has(breaks) && !ancestry(history, id).has(fix)
  const broken = new Set(history.map(({ id }) => id).filter(isBroken))
  const some = (commit: string) => ((Number(commit.slice(1)) || 0) * 31 + seed) % 7 < 4
  const applies = (commit: string) => {
    if (reach === 'everywhere') return true
    if (broken.has(commit)) return reach !== 'some' || some(commit)
    return reach !== 'within' && some(commit)
  }
  const brings = (patch: string) => kernelContents(history, 'good', patch).has(culprit)
  return new SimulatedSearch({
    ...{ history, broken, fix, applies, patchFails: brings },
    fails: withoutNoise(history, culprit),
  })
}

describe('a search in which commits are tested with a fix', () => {
  it('never names an innocent commit, and every range has the culprit', () => {
    let [named, ranges] = [0, 0]
    fc.assert(
      fc.property(cases, (one) => {
        const outcome = searchIn(one).toEnd()
        if (outcome.kind === 'culprit') {
          named++
          expect(outcome.commit).toBe(one.culprit)
        } else {
          ranges++
          expect(outcome).toMatchObject({ kind: 'range', commits: expect.arrayContaining([one.culprit]) })
        }
      }),
      { numRuns: RUNS },
    )
    // Both ways are taken.
    expect(Math.min(named, ranges)).toBeGreaterThan(RUNS / 10)
  })
})

const RUNS = 50 * (Number(process.env.KBISECT_TEST_REPEATS) || 1)
