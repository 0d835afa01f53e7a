import { type CommitGraph, decide, type Posterior } from '@kbisect/bisect'
import { gitBisect } from '../rivals/git-bisect.ts'
import { repeated } from '../rivals/repeats.ts'
import { isRight } from '../search/answer.ts'
import { engine } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { pointName } from './plan.ts'
import { mean, valuesOf } from './statistics.ts'
import type { Sample, Study } from './study.ts'

const TARGETS = 3
const ENDS = 2

const POINTS = [
  { p1: 1, p0: 0 },
  { p1: 0.9, p0: 0.02 },
]

/** Row 12: one target is searched; what is believed then is what the others begin with. */
export const threeTargets: Study = {
  name: 'three-targets',
  rows: [12],
  experiments: ({ histories, trials }) =>
    histories.flatMap(({ name }) =>
      POINTS.map((point) => ({
        study: 'three-targets',
        history: name,
        setting: `${name}, ${pointName(point)}, ${TARGETS} targets`,
        trials,
        values: { ...point },
      })),
    ),
  trial: ({ graph, values, random }): Sample => {
    const { p1 = 1, p0 = 0 } = values
    const culprit = random.below(graph.size)
    const world = () => createWorld(graph, { culprit, p1, p0 }, random)
    const first = new Ledger(graph, world())
    if (passGate(first).answer !== 'differ') return {}
    const found = search(first, engine)
    const suspicion = suspicionFrom(graph, posteriorOf(first))
    let builds = ENDS + found.builds
    let right = isRight(graph, found.outcome, culprit)
    for (let target = 1; target < TARGETS; target++) {
      const ledger = new Ledger(graph, world(), { suspicion })
      const again = search(ledger, engine)
      builds += again.builds
      right = right && isRight(graph, again.outcome, culprit)
    }
    const git = gitBisect(graph, repeated(world(), 1, { builds: 0, runs: 0 }))
    return { builds, first: found.builds, right: Number(right), git: TARGETS * (ENDS + git.tested.length) }
  },
  figures: ({ setting }, samples, size) => {
    const of = (name: string) => mean(valuesOf(samples, name))
    return [
      figure(12, `${setting}: builds in all`, of('builds'), 'builds', { atMost: Math.log2(size) + 6 }),
      figure(12, `${setting}: builds of the first search`, of('first'), 'builds'),
      figure(12, `${setting}: exact culprit on all`, percent(of('right')), '%'),
      figure(12, `${setting}: git’s rule, target by target: builds in all`, of('git'), 'builds'),
    ]
  },
}

function posteriorOf(ledger: Ledger): Posterior {
  return decide(ledger.graph, ledger.evidence(), { build: 1, run: 1 }, { build: 0, boot: 0, total: 0 }).posterior
}

function suspicionFrom(graph: CommitGraph, { commits }: Posterior): Map<string, number> {
  return new Map(graph.ids.map((id, at) => [id, commits[at] ?? 0]))
}
