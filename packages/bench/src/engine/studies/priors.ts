import type { CommitGraph } from '@kbisect/bisect'
import type { Random } from '../random.ts'
import { isRight } from '../search/answer.ts'
import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { mean, valuesOf } from './statistics.ts'
import type { Study } from './study.ts'

/** One commit of twenty is suspected, and then so much more than the others. */
const SUSPECTED = 0.05
const SUSPICIONS: readonly number[] = [30, 1000]

/** Row 10: a suspicion that is wrong must cost little, one that is right must save something. */
export const priors: Study = {
  name: 'priors',
  rows: [10],
  experiments: ({ histories, trials }) =>
    histories.flatMap(({ name }) =>
      SUSPICIONS.flatMap((suspicion) =>
        [0, 1].map((helpful) => ({
          study: 'priors',
          history: name,
          setting: `${name}, ${helpful ? 'right' : 'wrong'} suspicion of one in twenty, ${suspicion} : 1`,
          trials,
          values: { suspicion, helpful },
        })),
      ),
    ),
  trial: ({ graph, values, random }) => {
    const culprit = random.below(graph.size)
    const suspicion = suspect(graph, culprit, values.helpful === 1, values.suspicion ?? 1, random)
    const world = createWorld(graph, { culprit, p1: 1, p0: 0 }, random)
    const withPrior = new Ledger(graph, world, { suspicion })
    passGate(withPrior)
    const without = new Ledger(graph, world)
    passGate(without)
    const informed = search(withPrior, engine)
    return {
      tests: informed.builds,
      uniform: search(without, engine).builds,
      right: Number(isRight(graph, informed.outcome, culprit)),
    }
  },
  figures: ({ setting, values }, samples) => {
    const of = (name: string) => mean(valuesOf(samples, name))
    const more = of('tests') - of('uniform')
    return [
      values.helpful === 1
        ? figure(10, `${setting}: fewer tests`, -more, 'tests', { atLeast: 2 })
        : figure(10, `${setting}: more tests`, more, 'tests', { atMost: 2 }),
      figure(10, `${setting}: exact culprit`, percent(of('right')), '%'),
    ]
  },
}

function suspect(
  graph: CommitGraph,
  culprit: number,
  helpful: boolean,
  weight: number,
  random: Random,
): Map<string, number> {
  const suspicion = new Map<string, number>()
  for (const [at, id] of graph.ids.entries()) {
    if (at === culprit ? helpful : random.chance(SUSPECTED)) suspicion.set(id, weight)
  }
  return suspicion
}
