import { gitBisect } from '../rivals/git-bisect.ts'
import { repeated } from '../rivals/repeats.ts'
import { isRight } from '../search/answer.ts'
import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { largest, mean, valuesOf } from './statistics.ts'
import type { Study } from './study.ts'

/** A short history is searched for each of its commits, however few trials are asked for. */
const SHORT = 256

/** Searched less often, as git's rule takes a second for each. */
const LONG = 8192

/** Beyond it, decisions take so long that thousands of searches take days. */
const LONGEST = 40_000

/** A mean of fewer says little. */
const ENOUGH_TRIALS = 500

/**
 * Row 1. Where the history is no longer than the trials, each of its commits is the culprit once.
 */
export const noiseFree: Study = {
  name: 'noise-free',
  rows: [1],
  certain: true,
  experiments: ({ longHistories, trials }) =>
    longHistories
      .filter(({ commits }) => commits <= LONGEST)
      .map(({ name, commits }) => {
        const exhaustive = commits <= Math.max(trials, SHORT)
        return {
          study: 'noise-free',
          history: name,
          setting: `${name}, 1/0`,
          trials: exhaustive ? commits : commits > LONG ? Math.ceil(trials / 4) : trials,
          values: { exhaustive: Number(exhaustive) },
        }
      }),
  trial: ({ graph, values, index, random }) => {
    const culprit = values.exhaustive ? index : random.below(graph.size)
    const world = createWorld(graph, { culprit, p1: 1, p0: 0 }, random)
    const ledger = new Ledger(graph, world)
    passGate(ledger)
    const { outcome, builds, runs } = search(ledger, engine)
    const git = gitBisect(graph, repeated(world, 1, { builds: 0, runs: 0 }))
    return { right: Number(isRight(graph, outcome, culprit)), builds, runs, git: git.tested.length }
  },
  figures: ({ setting, values }, samples, size) => {
    const of = (name: string) => valuesOf(samples, name)
    const bits = Math.log2(size)
    const counts = values.exhaustive === 1 || samples.length >= ENOUGH_TRIALS
    return [
      figure(1, `${setting}: right`, percent(mean(of('right'))), '%', { atLeast: 100 }),
      figure(1, `${setting}: tests, mean`, mean(of('builds')), 'tests', counts ? { atMost: bits + 0.15 } : undefined),
      figure(1, `${setting}: tests, most`, largest(of('builds')), 'tests', { atMost: Math.ceil(bits) + 2 }),
      figure(1, `${setting}: runs, mean`, mean(of('runs')), 'runs'),
      figure(1, `${setting}: git’s rule: tests, mean`, mean(of('git')), 'tests'),
      figure(1, `${setting}: git’s rule: tests, most`, largest(of('git')), 'tests'),
    ]
  },
}
