import { isRight } from '../search/answer.ts'
import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { pointName } from './plan.ts'
import { mean, valuesOf } from './statistics.ts'
import type { Sample, Study, Trial } from './study.ts'

const OTHERS = 0.2

/** Row 9: a fifth of all runs die of something else. */
export const otherDeaths: Study = {
  name: 'other-deaths',
  rows: [9],
  experiments: ({ histories, points, trials }) =>
    histories.slice(0, 1).flatMap(({ name }) =>
      points.map((point) => ({
        study: 'other-deaths',
        history: name,
        setting: `${name}, ${pointName(point)}, a fifth dies of something else`,
        trials,
        values: { ...point },
      })),
    ),
  trial: (trial) => {
    const culprit = trial.random.below(trial.graph.size)
    return { ...attempt(trial, culprit, 0, 'plain'), ...attempt(trial, culprit, OTHERS, 'disturbed') }
  },
  figures: ({ setting }, samples) => {
    const of = (name: string) => mean(valuesOf(samples, name))
    const loss = percent(of('plainRight') - of('disturbedRight'))
    return [
      figure(9, `${setting}: exact culprits lost`, loss, 'points', { atMost: 1 }),
      figure(9, `${setting}: exact culprit`, percent(of('disturbedRight')), '%'),
      figure(9, `${setting}: cost / cost without`, of('disturbedCost') / of('plainCost'), 'times'),
    ]
  },
}

function attempt({ graph, values, random }: Trial, culprit: number, others: number, name: string): Sample {
  const { p1 = 1, p0 = 0 } = values
  const ledger = new Ledger(graph, createWorld(graph, { culprit, p1, p0, others }, random))
  if (passGate(ledger).answer !== 'differ') return {}
  const { outcome, cost } = search(ledger, engine)
  return { [`${name}Right`]: Number(isRight(graph, outcome, culprit)), [`${name}Cost`]: cost }
}
