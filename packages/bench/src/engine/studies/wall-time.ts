import { searchInRounds } from '../rivals/rounds.ts'
import { isRight } from '../search/answer.ts'
import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { passGate } from '../search/sequential-test.ts'
import { searchTimed } from '../search/timed-search.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { pointName } from './plan.ts'
import { mean, valuesOf } from './statistics.ts'
import type { Sample, Study } from './study.ts'

/** What is promised for so many workers. */
const FASTER: ReadonlyMap<number, number> = new Map([
  [4, 2.2],
  [8, 3],
  [16, 3.8],
])

const POINTS = [
  { p1: 1, p0: 0 },
  { p1: 0.9, p0: 0 },
]

/**
 * With many workers each decision weighs what all the others do, and a time needs fewer trials than
 * a share of a hundred.
 */
const trialsFor = (workers: number, trials: number): number => Math.ceil(trials / (workers <= 4 ? 4 : 20))

/** Row 6: the same search by one worker and by several, and in rounds. */
export const wallTime: Study = {
  name: 'wall-time',
  rows: [6],
  experiments: ({ histories, workers, trials }) =>
    histories.flatMap(({ name }) =>
      POINTS.flatMap((point) =>
        workers.map((count) => ({
          study: 'wall-time',
          history: name,
          setting: `${name}, ${pointName(point)}, ${count} workers`,
          trials: trialsFor(count, trials),
          values: { ...point, workers: count },
        })),
      ),
    ),
  trial: ({ graph, values, random }): Sample => {
    const { p1 = 1, p0 = 0, workers = 1 } = values
    const culprit = random.below(graph.size)
    const world = createWorld(graph, { culprit, p1, p0 }, random)
    const ledger = new Ledger(graph, world)
    if (passGate(ledger).answer !== 'differ') return {}
    const one = searchTimed(ledger.fork(), engine, 1, random)
    const many = searchTimed(ledger.fork(), engine, workers, random)
    return {
      one: one.time,
      many: many.time,
      right: Number(isRight(graph, many.outcome, culprit)),
      oneBuilds: one.builds,
      builds: many.builds,
      cancelled: many.cancelled,
      ...(p1 === 1 && p0 === 0 ? { rounds: searchInRounds(graph, world, workers, random) } : {}),
    }
  },
  figures: ({ setting, values }, samples) => {
    const of = (name: string) => mean(valuesOf(samples, name))
    const wanted = FASTER.get(values.workers ?? 0)
    const rounds = Number.isNaN(of('rounds')) ? [] : [of('one') / of('rounds')]
    return [
      figure(
        6,
        `${setting}: faster than one`,
        of('one') / of('many'),
        'times',
        wanted ? { atLeast: wanted } : undefined,
      ),
      figure(6, `${setting}: exact culprit`, percent(of('right')), '%'),
      figure(6, `${setting}: builds`, of('builds'), 'builds'),
      figure(6, `${setting}: cancelled`, of('cancelled'), 'tests'),
      ...rounds.map((times) => figure(6, `${setting}: in rounds: faster than one`, times, 'times')),
    ]
  },
}
