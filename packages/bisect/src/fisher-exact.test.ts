import { describe, expect, it } from 'vitest'
import { fisherExact } from './fisher-exact.ts'

describe('fisherExact', () => {
  it('gives the probability of the lady tasting tea', () => {
    // Of eight cups four had milk first, and she named three of them: 17 of 70.
    expect(fisherExact({ failures: 3, passes: 1 }, { failures: 1, passes: 3 })).toBeCloseTo(17 / 70, 12)
    expect(fisherExact({ failures: 4, passes: 0 }, { failures: 0, passes: 4 })).toBeCloseTo(1 / 70, 12)
  })

  it('is one-sided: a bad revision that fails less often gives no small probability', () => {
    expect(fisherExact({ failures: 0, passes: 10 }, { failures: 9, passes: 1 })).toBeCloseTo(1, 12)
    expect(fisherExact({ failures: 2, passes: 8 }, { failures: 9, passes: 1 })).toBeGreaterThan(0.99)
  })

  it('gives 1 when no runs or no failures tell the tallies apart', () => {
    const none = { failures: 0, passes: 0 }
    expect(fisherExact(none, none)).toBe(1)
    expect(fisherExact({ failures: 0, passes: 5 }, { failures: 0, passes: 7 })).toBeCloseTo(1, 12)
    expect(fisherExact({ failures: 5, passes: 0 }, none)).toBeCloseTo(1, 12)
  })

  it('rejects equal rates at most as often as its level says, at every rate', () => {
    const runs = 20
    for (let rate = 0.05; rate < 1; rate += 0.05) {
      let rejected = 0
      for (let bad = 0; bad <= runs; bad++)
        for (let good = 0; good <= runs; good++) {
          const p = fisherExact({ failures: bad, passes: runs - bad }, { failures: good, passes: runs - good })
          if (p <= 0.02) rejected += binomial(runs, bad, rate) * binomial(runs, good, rate)
        }
      expect(rejected).toBeLessThanOrEqual(0.02)
    }
  })
})

function binomial(runs: number, failures: number, rate: number): number {
  let ways = 1
  for (let at = 1; at <= failures; at++) ways = (ways * (runs - failures + at)) / at
  return ways * rate ** failures * (1 - rate) ** (runs - failures)
}
