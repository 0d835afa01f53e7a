import { describe, expect, it } from 'vitest'
import { checkBoundaries, GATE_LIMITS, type Gate, type GateLimits } from './sequential-test.ts'
import { gatePower } from './sequential-test-power.fixture.ts'
import type { Tally } from './terms.ts'

type Fails = (run: number) => boolean

const always: Fails = () => true
const never: Fails = () => false
/** One run of so many. */
const every =
  (period: number): Fails =>
  (run) =>
    run % period === period - 1

/** Runs both revisions as the gate asks until it has an answer. */
function pass(badFails: Fails, goodFails: Fails, limits?: GateLimits) {
  const tally = { bad: { passes: 0, failures: 0 }, good: { passes: 0, failures: 0 } }
  const asked: string[] = []
  for (;;) {
    const gate: Gate = checkBoundaries(tally.bad, tally.good, limits)
    const runs = { bad: count(tally.bad), good: count(tally.good) }
    if (gate.kind !== 'run') return { gate, asked, runs }
    asked.push(`${gate.end} ${gate.runs}`)
    expect(gate.runs).toBeGreaterThan(0)
    const end = tally[gate.end]
    const fails = gate.end === 'bad' ? badFails : goodFails
    for (let i = 0; i < gate.runs; i++) end[fails(count(end)) ? 'failures' : 'passes']++
  }
}

const count = ({ passes, failures }: Tally): number => passes + failures

describe('checkBoundaries', () => {
  it('takes five runs for a solid failure, the bad revision first', () => {
    expect(pass(always, never)).toEqual({
      gate: { kind: 'differ' },
      asked: ['bad 3', 'good 2'],
      runs: { bad: 3, good: 2 },
    })
  })

  it('takes more runs the seldomer the failure shows, and stays within its limits', () => {
    const half = pass(every(2), never)
    const third = pass(every(3), never)
    const fifth = pass(every(5), never)
    const total = ({ runs }: { runs: { bad: number; good: number } }) => runs.bad + runs.good
    for (const { gate, runs } of [half, third, fifth]) {
      expect(gate).toEqual({ kind: 'differ' })
      expect(Math.max(runs.bad, runs.good)).toBeLessThanOrEqual(GATE_LIMITS.most)
    }
    expect(total(half)).toBeGreaterThan(5)
    expect(total(half)).toBeLessThanOrEqual(25)
    expect(total(third)).toBeGreaterThan(total(half))
    expect(total(fifth)).toBeGreaterThan(total(third))
  })

  it('gives up on a bad revision that is quiet for twenty runs, without a run of the good revision', () => {
    const { gate, runs } = pass(never, never)
    expect(gate).toEqual({ kind: 'not-reproduced', reason: 'never-failed' })
    expect(runs).toEqual({ bad: GATE_LIMITS.quiet, good: 0 })
  })

  it('says so when the good revision fails as well', () => {
    const { gate, runs } = pass(always, always)
    expect(gate).toEqual({ kind: 'not-reproduced', reason: 'good-fails' })
    expect(runs).toEqual({ bad: 6, good: 7 })
    // It passed once, by chance.
    expect(checkBoundaries({ failures: 60, passes: 0 }, { failures: 59, passes: 1 })).toEqual({
      kind: 'not-reproduced',
      reason: 'good-fails',
    })
  })

  it.each([2, 3, 4])('finds both revisions alike when one run of %d fails at either', (period) => {
    const { gate, runs } = pass(every(period), every(period))
    expect(gate).toEqual({ kind: 'not-reproduced', reason: 'alike' })
    expect(Math.max(runs.bad, runs.good)).toBeLessThanOrEqual(GATE_LIMITS.most)
  })

  it('does not take a good revision that fails more often than the bad one for a difference', () => {
    const { gate } = pass(every(4), every(2))
    expect(gate).toMatchObject({ kind: 'not-reproduced' })
  })

  it('tells ends apart that both fail, when one fails much more often', () => {
    expect(pass(always, every(4)).gate).toEqual({ kind: 'differ' })
  })

  it('asks for no more runs than its limits allow, and then decides', () => {
    const limits = { most: 4, quiet: 2 }
    expect(pass(never, never, limits)).toMatchObject({ gate: { reason: 'never-failed' }, runs: { bad: 2, good: 0 } })
    const { gate, runs } = pass((run) => run === 1, never, limits)
    expect(gate.kind).not.toBe('run')
    expect(runs).toEqual({ bad: 4, good: 4 })
    expect(pass(always, never, { most: 1, quiet: 1 })).toMatchObject({
      gate: { kind: 'differ' },
      runs: { bad: 1, good: 1 },
    })
  })

  it('goes on with the other boundary when one has had all its runs', () => {
    const seldom = { failures: 3, passes: 57 }
    expect(checkBoundaries(seldom, { failures: 0, passes: 10 })).toEqual({ kind: 'run', end: 'good', runs: 1 })
    expect(checkBoundaries({ failures: 1, passes: 9 }, { failures: 0, passes: 60 })).toEqual({
      kind: 'run',
      end: 'bad',
      runs: 1,
    })
  })

  it.each([
    [1, 0],
    [1, 0.5],
    [0.95, 0.05],
    [0.9, 0.1],
    [0.9, 0.4],
    [0.8, 0.2],
    [0.6, 0.15],
    [0.6, 0.03],
    [0.5, 0],
    [0.5, 0.1],
    [0.4, 0.02],
    [0.3, 0],
    [0.3, 0.02],
  ])('lets a regression to %f of runs failing instead of %f pass in 99 of 100 cases', (p1, p0) => {
    const { differ, mostRuns } = gatePower(p1, p0)
    expect(differ).toBeGreaterThanOrEqual(0.99)
    expect(mostRuns).toBeLessThanOrEqual(60)
  })

  it.each(Array.from({ length: 21 }, (_, at) => at / 20))(
    'takes revisions that both fail %f of runs for different ones in 5 of 100 cases at most',
    (rate) => {
      const { differ, notReproduced, mostRuns } = gatePower(rate, rate)
      expect(differ).toBeLessThanOrEqual(0.05)
      expect(differ + notReproduced).toBeCloseTo(1, 9)
      expect(mostRuns).toBeLessThanOrEqual(60)
    },
  )

  it('needs no more runs of a regression the more it differs', () => {
    expect(gatePower(1, 0).meanRuns).toBe(5)
    expect(gatePower(0.9, 0.1).meanRuns).toBeLessThan(11)
    expect(gatePower(0.6, 0.15).meanRuns).toBeLessThan(46)
  })
})
