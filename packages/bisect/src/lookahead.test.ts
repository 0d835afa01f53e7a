import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Belief, believe } from './belief.ts'
import { CommitGraph } from './commit-graph.ts'
import { forecastsOf } from './information.ts'
import { Situation } from './lookahead.ts'
import { chain } from './named-histories.fixture.ts'
import { type Partition, partCandidates } from './partition.ts'
import { priorOf } from './prior.ts'
import { randomCases } from './random-evidence.fixture.ts'
import { knownRates, MIXTURE, type RateComponent } from './rates.ts'
import { UNKNOWN } from './simulated-search.fixture.ts'
import { singleRunInformation } from './single-run.ts'
import type { Evidence, InFlight } from './terms.ts'

// More of each for a thorough search.
const REPEATS = Number(process.env.KBISECT_TEST_REPEATS) || 1

function believed(graph: CommitGraph, evidence: Evidence, model: readonly RateComponent[]): [Partition, Belief] {
  const partition = partCandidates(graph, evidence)
  return [partition, believe(graph, partition, priorOf(graph, evidence, partition.tested), model)]
}

const boots = (commit: string, runs: number): InFlight => ({ commit, stage: 'boot', runs, done: 0 })

describe('the information of a run', () => {
  it('is the same for all commits at once as for each on its own', () => {
    fc.assert(
      fc.property(randomCases, ({ history, evidence }) => {
        const graph = new CommitGraph(history)
        const [partition, belief] = believed(graph, evidence, MIXTURE)
        const situation = new Situation(graph, partition, belief, [])
        for (const [at, bits] of singleRunInformation(graph, partition, belief).entries()) {
          expect(situation.gain({ at }, 1)).toBeCloseTo(bits, 5)
        }
      }),
      { numRuns: 40 * REPEATS },
    )
  })

  it('grows with the number of runs, and is never more than is unknown', () => {
    fc.assert(
      fc.property(randomCases, fc.nat(), ({ history, evidence }, pick) => {
        const graph = new CommitGraph(history)
        const situation = new Situation(graph, ...believed(graph, evidence, MIXTURE), [])
        const gains = [1, 2, 4, 8].map((runs) => situation.gain({ at: pick % history.length }, runs))
        for (const [at, gain] of gains.entries()) expect(gain).toBeGreaterThanOrEqual((gains[at - 1] ?? 0) - 1e-6)
        expect(gains.at(-1)).toBeLessThanOrEqual(Math.log2(history.length + 2))
      }),
      { numRuns: 40 * REPEATS },
    )
  })
})

describe('tests in flight', () => {
  const graph = new CommitGraph(chain(64))
  const evidence = { before: { passes: 20, failures: 0 }, commits: new Map([['c063', { ...UNKNOWN, failures: 20 }]]) }
  const [partition, belief] = believed(graph, evidence, knownRates({ bad: 1, good: 0 }))
  const gain = (inFlight: readonly InFlight[], at: number, runs = 1) =>
    new Situation(graph, partition, belief, inFlight).gain({ at }, runs)

  it('leave nothing to learn from the same kernel where runs do not lie', () => {
    expect(gain([], 31)).toBeCloseTo(1, 1)
    expect(gain([boots('c031', 1)], 31)).toBeCloseTo(0, 1)
  })

  it('leave half a bit to each quarter beside a test of the middle', () => {
    // The quarter is only in question in one of two futures.
    expect(gain([boots('c031', 1)], 15)).toBeCloseTo(0.5, 1)
    expect(gain([boots('c031', 1)], 47)).toBeCloseTo(0.5, 1)
  })

  it('make no test more telling', () => {
    fc.assert(
      fc.property(randomCases, fc.nat(), ({ history, evidence: { inFlight = [], ...known } }, pick) => {
        const history_ = new CommitGraph(history)
        const [parts, beliefs] = believed(history_, known, MIXTURE)
        const at = pick % history.length
        const alone = new Situation(history_, parts, beliefs, []).gain({ at }, 2)
        const beside = new Situation(history_, parts, beliefs, inFlight).gain({ at }, 2)
        expect(beside).toBeLessThanOrEqual(alone + 1e-3)
      }),
      { numRuns: 40 * REPEATS },
    )
  })

  it('more than six still leave a finite gain: only the likeliest futures are looked at', () => {
    const inFlight = Array.from({ length: 12 }, (_, at) => boots(`c${String(at * 5).padStart(3, '0')}`, 1))
    const left = gain(inFlight, 32)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(1)
  })

  it('of commits outside the range say nothing', () => {
    expect(gain([boots('elsewhere', 3)], 31)).toBe(gain([], 31))
  })
})

describe('forecasts', () => {
  it('are probabilities of so many fails', () => {
    fc.assert(
      fc.property(randomCases, fc.integer({ min: 1, max: 16 }), ({ history, evidence }, runs) => {
        const [, belief] = believed(new CommitGraph(history), evidence, MIXTURE)
        for (const forecast of forecastsOf(belief)) {
          for (const { probabilities, entropy } of [forecast.bad(runs), forecast.good(runs)]) {
            expect(probabilities).toHaveLength(runs + 1)
            expect(probabilities.reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4)
            expect(entropy).toBeLessThanOrEqual(Math.log2(runs + 1) + 1e-9)
          }
        }
      }),
      { numRuns: 40 * REPEATS },
    )
  })
})
