import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { pointName } from './plan.ts'
import { largest, mean, quantile, valuesOf } from './statistics.ts'
import type { Sample, Study } from './study.ts'

/** Share of runs that fail, wherever in the range. */
const FLAKES: readonly number[] = [0, 0.02, 0.1, 0.3, 0.5, 0.6, 0.8, 1]

/** Row 5, first half: nothing in the range changed the failure. */
export const noRegression: Study = {
  name: 'no-regression',
  rows: [5],
  experiments: ({ histories, trials }) =>
    histories.slice(0, 1).flatMap(({ name }) =>
      FLAKES.map((rate) => ({
        study: 'no-regression',
        history: name,
        setting: `${name}, nothing changed, ${rate} of all runs fail`,
        trials,
        values: { rate },
      })),
    ),
  trial: ({ graph, values, random }): Sample => {
    const world = createWorld(graph, { culprit: undefined, p1: 0, p0: values.rate ?? 0 }, random)
    const ledger = new Ledger(graph, world)
    const gate = passGate(ledger)
    const boundaries = Number(gate.bad > 0) + Number(gate.good > 0)
    const boots = Math.max(gate.bad, gate.good)
    if (gate.answer !== 'differ') return { named: 0, passed: 0, boots, refusalBuilds: boundaries, builds: boundaries }
    const { outcome, builds } = search(ledger, engine)
    return { named: Number(outcome?.kind === 'culprit'), passed: 1, boots, builds: boundaries + builds }
  },
  figures: ({ setting }, samples) => {
    const of = (name: string) => valuesOf(samples, name)
    return [
      figure(5, `${setting}: a culprit named`, percent(mean(of('named'))), '%', { atMost: 5 }),
      figure(5, `${setting}: runs of a boundary, most`, largest(of('boots')), 'runs', { atMost: 60 }),
      figure(5, `${setting}: builds where the gate refuses, most`, largest(of('refusalBuilds')), 'builds', {
        atMost: 2,
      }),
      figure(5, `${setting}: runs of a boundary, mean`, mean(of('boots')), 'runs'),
      figure(5, `${setting}: passed the gate`, percent(mean(of('passed'))), '%', { atMost: 5 }),
      figure(5, `${setting}: builds, mean`, mean(of('builds')), 'builds'),
    ]
  },
}

const REAL = [
  { p1: 1, p0: 0 },
  { p1: 0.9, p0: 0.1 },
  { p1: 0.9, p0: 0.4 },
  { p1: 0.6, p0: 0.15 },
  { p1: 0.5, p0: 0.1 },
  { p1: 0.5, p0: 0 },
  { p1: 0.4, p0: 0.02 },
  { p1: 0.3, p0: 0 },
  { p1: 0.3, p0: 0.02 },
  { p1: 0.2, p0: 0 },
]

/** Row 5, second half: regressions that show in at least three runs of ten pass the gate. */
export const realBoundaries: Study = {
  name: 'real-boundaries',
  rows: [5],
  experiments: ({ histories, trials }) =>
    histories.slice(0, 1).flatMap(({ name }) =>
      REAL.map((point) => ({
        study: 'real-boundaries',
        history: name,
        setting: `a regression, ${pointName(point)}`,
        trials,
        values: { ...point },
      })),
    ),
  trial: ({ graph, values, random }) => {
    const { p1 = 1, p0 = 0 } = values
    const ledger = new Ledger(graph, createWorld(graph, { culprit: random.below(graph.size), p1, p0 }, random))
    const { answer, bad, good } = passGate(ledger)
    return { passed: Number(answer === 'differ'), runs: bad + good, boots: Math.max(bad, good) }
  },
  figures: ({ setting, values }, samples) => {
    const of = (name: string) => valuesOf(samples, name)
    const promised = (values.p1 ?? 1) >= 0.3 ? { atLeast: 99 } : undefined
    return [
      figure(5, `${setting}: passed the gate`, percent(mean(of('passed'))), '%', promised),
      figure(5, `${setting}: runs of both boundaries, mean`, mean(of('runs')), 'runs'),
      figure(5, `${setting}: runs of a boundary, 95 %`, quantile(of('boots'), 0.95), 'runs'),
    ]
  },
}
