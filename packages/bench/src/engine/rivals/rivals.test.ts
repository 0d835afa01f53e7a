import { CommitGraph } from '@kbisect/bisect'
import { expect, test } from 'vitest'
import { branchy } from '../graphs/branchy.ts'
import { chain } from '../graphs/chain.ts'
import { randomFrom } from '../random.ts'
import { createWorld } from '../truth/world.ts'
import { bayesianChain } from './bayesian-chain.ts'
import { gitBisect } from './git-bisect.ts'
import { costOf, repeated } from './repeats.ts'
import { searchInRounds } from './rounds.ts'

const graph = new CommitGraph(chain(64))

test('the Bayesian chain search names every culprit of a chain when nothing is noisy', () => {
  for (let culprit = 0; culprit < 64; culprit += 7) {
    const world = createWorld(graph, { culprit, p1: 1, p0: 0 }, randomFrom(`bayes ${culprit}`))
    for (const end of bayesianChain(world, 64, [0.95, 0.99])) {
      expect(end.culprit).toBe(culprit)
      expect(end.runs).toBeGreaterThanOrEqual(end.builds)
    }
  }
})

test('it is right about as often as it says, and a higher share takes more runs', () => {
  const trials = 200
  const right = [0, 0]
  const runs = [0, 0]
  for (let trial = 0; trial < trials; trial++) {
    const random = randomFrom(`bayes noisy ${trial}`)
    const culprit = random.below(64)
    const ends = bayesianChain(createWorld(graph, { culprit, p1: 0.8, p0: 0.05 }, random), 64, [0.5, 0.99])
    for (const [at, end] of ends.entries()) {
      right[at] = (right[at] ?? 0) + Number(end.culprit === culprit)
      runs[at] = (runs[at] ?? 0) + end.runs
    }
  }
  expect((right[1] ?? 0) / trials).toBeGreaterThan(0.95)
  expect(right[0]).toBeLessThan(right[1] ?? 0)
  expect(runs[0]).toBeLessThan(runs[1] ?? 0)
})

test('repeats stop at the first failure, and are paid', () => {
  const world = createWorld(graph, { culprit: 30, p1: 1, p0: 0 }, randomFrom('repeats'))
  const spent = { builds: 0, runs: 0 }
  const test = repeated(world, 5, spent)
  expect(test(30)).toBe('bad')
  expect(spent).toEqual({ builds: 1, runs: 1 })
  expect(test(29)).toBe('good')
  expect(spent).toEqual({ builds: 2, runs: 6 })
  expect(costOf(spent)).toBe(26)
})

test('one run each is fooled by a failure that shows half of the time, ten runs are not', () => {
  const right = (repeats: number): number => {
    let count = 0
    for (let trial = 0; trial < 100; trial++) {
      const random = randomFrom(`fooled ${trial}`)
      const culprit = random.below(64)
      const world = createWorld(graph, { culprit, p1: 0.5, p0: 0 }, random)
      if (gitBisect(graph, repeated(world, repeats, { builds: 0, runs: 0 })).culprit === culprit) count++
    }
    return count
  }
  expect(right(1)).toBeLessThan(30)
  expect(right(10)).toBeGreaterThan(90)
})

test.each([
  ['a chain', new CommitGraph(chain(100))],
  ['a branchy history', new CommitGraph(branchy(100))],
])('rounds on %s take a round less for every factor of workers plus one', (_, history) => {
  for (const workers of [1, 3, 15]) {
    let time = 0
    for (let trial = 0; trial < 50; trial++) {
      const random = randomFrom(`rounds ${workers} ${trial}`)
      const world = createWorld(history, { culprit: random.below(100), p1: 1, p0: 0 }, random)
      time += searchInRounds(history, world, workers, random) / 50
    }
    const rounds = Math.log(100) / Math.log(workers + 1)
    expect(time).toBeGreaterThan(0.8 * 11 * rounds)
    expect(time).toBeLessThan(2.4 * 11 * (rounds + 1))
  }
})
