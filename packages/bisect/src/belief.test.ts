import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { badness, believe, effectiveCount } from './belief.ts'
import { CommitGraph } from './commit-graph.ts'
import { chain } from './named-histories.fixture.ts'
import { partCandidates } from './partition.ts'
import { priorOf } from './prior.ts'
import { randomCases } from './random-evidence.fixture.ts'
import { kernelContents } from './random-history.fixture.ts'
import { CAREFUL, JEFFREYS, knownRates, logSum, MIXTURE } from './rates.ts'
import { UNKNOWN } from './simulated-search.fixture.ts'
import type { CommitEvidence } from './terms.ts'

// More of each for a thorough search.
const REPEATS = Number(process.env.KBISECT_TEST_REPEATS) || 1

const models = fc.constantFrom(MIXTURE, JEFFREYS, CAREFUL, knownRates({ bad: 1, good: 0 }))

describe('believe', () => {
  it('weighs each commit as working its likelihood out alone does', () => {
    fc.assert(
      fc.property(randomCases, models, ({ history, evidence }, model) => {
        const graph = new CommitGraph(history)
        const partition = partCandidates(graph, evidence)
        const prior = priorOf(graph, evidence, partition.tested)
        const { commits } = believe(graph, partition, prior, model)
        const logs = history.map(({ id }) => {
          const bad = { failures: 0, passes: 0 }
          const good = { ...evidence.before }
          for (const { id: commit, patch, failures, passes } of partition.tested) {
            const side = kernelContents(history, commit, history[patch ?? -1]?.id).has(id) ? bad : good
            side.failures += failures
            side.passes += passes
          }
          return logSum(
            model.map(
              (rates) =>
                rates.logWeight +
                rates.bad.logMoment(bad.failures, bad.passes) +
                rates.good.logMoment(good.failures, good.passes),
            ),
          )
        })
        const own = logs.map((log, at) => log + Math.log(prior[at] ?? 0))
        const all = logSum(own)
        const believed = commits.reduce((sum, one) => sum + one, 0)
        for (const [at, log] of own.entries()) {
          const expected = all === -Infinity ? 0 : Math.exp(log - all) * believed
          expect(commits[at]).toBeCloseTo(expected, 6)
        }
      }),
      { numRuns: 50 * REPEATS },
    )
  })

  it('sums to one under every model, for any number of runs', () => {
    fc.assert(
      fc.property(randomCases, models, ({ history, evidence }, model) => {
        const graph = new CommitGraph(history)
        const partition = partCandidates(graph, evidence)
        const belief = believe(graph, partition, priorOf(graph, evidence, partition.tested), model)
        const { commits, noChange, notMonotone } = belief
        expect(commits.reduce((sum, one) => sum + one, noChange + notMonotone)).toBeCloseTo(1, 9)
        for (const { bad, good } of belief.parts) expect([bad, good].every((rate) => rate > 0 && rate < 1)).toBe(true)
      }),
      { numRuns: 50 * REPEATS },
    )
  })

  it('gives nothing to commits that are ruled out, however well they would explain the runs', () => {
    // What descends from c001 failed very often, and what c001 itself did is known not to matter.
    const runs: CommitEvidence = { ...UNKNOWN, failures: 100_000 }
    const evidence = { before: { passes: 100_000, failures: 0 }, commits: new Map([['c001', runs]]) }
    const graph = new CommitGraph(chain(3))
    const belief = believe(graph, partCandidates(graph, evidence), Float64Array.of(0, 0, 1), MIXTURE)
    expect([...belief.commits.slice(0, 2)]).toEqual([0, 0])
    expect((belief.commits[2] ?? 0) + belief.noChange + belief.notMonotone).toBeCloseTo(1, 9)
  })

  it('expects further runs to end as the runs so far did', () => {
    const evidence = {
      before: { passes: 200, failures: 0 },
      commits: new Map([
        ['c001', { ...UNKNOWN, passes: 60, failures: 40 }],
        ['c000', { ...UNKNOWN, passes: 200 }],
      ]),
    }
    const graph = new CommitGraph(chain(2))
    const partition = partCandidates(graph, evidence)
    const belief = believe(graph, partition, Float64Array.of(0.5, 0.5), MIXTURE)
    expect(belief.commits[1]).toBeGreaterThan(0.99)
    const part = belief.parts[partition.partOf[1] ?? 0]
    expect(part?.bad).toBeCloseTo(0.4, 2)
    expect(part?.good).toBeCloseTo(0, 2)
  })
})

describe('what is read from a belief', () => {
  const graph = new CommitGraph(chain(4))
  const partition = partCandidates(graph, { before: { passes: 0, failures: 0 }, commits: new Map() })

  it('badness is the share of the probability on a commit and its ancestors', () => {
    const belief = believe(graph, partition, Float64Array.of(0.1, 0.2, 0.3, 0.4), MIXTURE)
    for (const [at, expected] of [0.1, 0.3, 0.6, 1].entries()) {
      expect(badness(graph, belief)[at]).toBeCloseTo(expected, 9)
    }
  })

  it('as many candidates are left as equal ones would leave the same doubt', () => {
    const left = (...prior: number[]) => effectiveCount(believe(graph, partition, Float64Array.from(prior), MIXTURE))
    expect(left(0.25, 0.25, 0.25, 0.25)).toBeCloseTo(4, 9)
    expect(left(0.5, 0, 0.5, 0)).toBeCloseTo(2, 9)
    expect(left(0, 0, 1, 0)).toBeCloseTo(1, 9)
    expect(left(0, 0, 0, 0)).toBe(0)
  })

  it('is nothing where no commit can be the culprit', () => {
    const belief = believe(graph, partition, new Float64Array(4), MIXTURE)
    expect([...badness(graph, belief)]).toEqual([0, 0, 0, 0])
    expect(belief).toMatchObject({ noChange: 1, notMonotone: 0 })
  })
})
