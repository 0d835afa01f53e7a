import { type Decider, engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { searchTimed } from '../search/timed-search.ts'
import { createWorld } from '../truth/world.ts'
import { figure } from './figure.ts'
import { largest, mean, quantile, valuesOf } from './statistics.ts'
import type { Sample, Study } from './study.ts'

/** What is promised up to so many commits, in milliseconds. */
const PROMISES = [
  { commits: 16_384, milliseconds: 150 },
  { commits: 100_000, milliseconds: 2000 },
]

const SEARCHES = 3
const WORKERS = 8
const LEAST_COMMITS = 1000

/**
 * Row 11: how long decisions take in searches with ten to twenty observations, and what the process
 * needs.
 */
export const decisionTime: Study = {
  name: 'decision-time',
  rows: [11],
  experiments: ({ longHistories }) =>
    longHistories
      .filter(({ commits }) => commits >= LEAST_COMMITS)
      .map(({ name }) => ({
        study: 'decision-time',
        history: name,
        setting: name,
        trials: 1,
        values: {},
        alone: true,
      })),
  trial: ({ graph, random }) => {
    const clock = new Stopwatch()
    const decide = clock.around(engine)
    for (let at = 0; at < SEARCHES; at++) {
      const world = createWorld(graph, { culprit: random.below(graph.size), p1: 0.95, p0: 0.02 }, random)
      const ledger = new Ledger(graph, world)
      if (passGate(ledger).answer === 'differ') search(ledger.fork(), decide)
    }
    const one = clock.take('one')
    for (let at = 0; at < SEARCHES; at++) {
      const world = createWorld(graph, { culprit: random.below(graph.size), p1: 0.95, p0: 0.02 }, random)
      const ledger = new Ledger(graph, world)
      if (passGate(ledger).answer === 'differ') searchTimed(ledger.fork(), decide, WORKERS, random)
    }
    return { ...one, ...clock.take('many'), memory: process.resourceUsage().maxRSS / 1024 }
  },
  figures: ({ setting }, samples, size) => {
    const of = (name: string) => mean(valuesOf(samples, name))
    const limit = PROMISES.find(({ commits }) => size <= commits)?.milliseconds
    const promised = limit === undefined ? undefined : { atMost: limit }
    return [
      figure(11, `${setting}: decision, median`, of('oneMedian'), 'ms', promised),
      figure(11, `${setting}: decision, longest`, of('oneMost'), 'ms'),
      figure(11, `${setting}: first decision`, of('oneFirst'), 'ms'),
      figure(11, `${setting}: decision with ${WORKERS} workers, median`, of('manyMedian'), 'ms', promised),
      figure(11, `${setting}: decision with ${WORKERS} workers, longest`, of('manyMost'), 'ms'),
      figure(11, `${setting}: memory of the process`, of('memory'), 'MiB', { atMost: 512 }),
    ]
  },
}

class Stopwatch {
  #times: number[] = []

  around(decider: Decider): Decider {
    return (...args) => {
      const began = performance.now()
      const decision = decider(...args)
      this.#times.push(performance.now() - began)
      return decision
    }
  }

  take(name: string): Sample {
    const times = this.#times
    this.#times = []
    return {
      [`${name}Median`]: quantile(times, 0.5),
      [`${name}Most`]: largest(times),
      [`${name}First`]: times[0] ?? Number.NaN,
    }
  }
}
