import { bayesianChain } from '../rivals/bayesian-chain.ts'
import { gitBisect } from '../rivals/git-bisect.ts'
import { costOf, repeated, type Spent } from '../rivals/repeats.ts'
import { isRight } from '../search/answer.ts'
import { engine, oracle } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { type Proved, prove } from '../search/prove.ts'
import { type Ended, search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { createWorld, type World } from '../truth/world.ts'
import { noiseFigures } from './noise-figures.ts'
import { pointName } from './plan.ts'
import type { Sample, Study, Trial } from './study.ts'

export const REPEATS: readonly number[] = [1, 3, 10]
export const BAYESIAN_STOPS: readonly number[] = [0.95, 0.99]
// The oracle and the rivals are far from what is promised, or are compared by means: they need
// fewer trials.
const COMPARED = 200

/**
 * Rows 2, 3 and 4: the same searches, asked how often they are right, what they build and what they
 * cost.
 */
export const noise: Study = {
  name: 'noise',
  rows: [2, 3, 4],
  experiments: ({ histories, points, trials }) =>
    histories.flatMap(({ name }) =>
      points.map((point) => ({
        study: 'noise',
        history: name,
        setting: `${name}, ${pointName(point)}`,
        trials,
        values: { ...point, chain: Number(name.startsWith('chain')) },
      })),
    ),
  trial: ({ graph, values, index, random }) => {
    const { p1 = 1, p0 = 0, chain } = values
    const culprit = random.below(graph.size)
    const world = createWorld(graph, { culprit, p1, p0 }, random)
    const ledger = new Ledger(graph, world)
    const gate = passGate(ledger)
    const isCompared = index < COMPARED
    const rivals = {
      ...(isCompared ? gitSamples(graph, world, culprit) : {}),
      ...(isCompared && chain ? bayesianSamples(graph, world, culprit) : {}),
    }
    const gateRuns = gate.bad + gate.good
    if (gate.answer !== 'differ') return { ...rivals, passed: 0, gateRuns }
    const best = isCompared ? search(ledger.fork(), oracle({ bad: p1, good: p0 })) : undefined
    const own = search(ledger, engine)
    return {
      ...rivals,
      passed: 1,
      gateRuns,
      right: Number(isRight(graph, own.outcome, culprit)),
      wrong: Number(own.outcome?.kind === 'culprit' && !isRight(graph, own.outcome, culprit)),
      builds: own.builds,
      runs: own.runs,
      cost: own.cost,
      ...proofSamples(graph, own, prove(ledger), culprit),
      ...(best
        ? {
            oracleRight: Number(isRight(graph, best.outcome, culprit)),
            oracleBuilds: best.builds,
            oracleCost: best.cost,
            comparedCost: own.cost,
          }
        : {}),
    }
  },
  figures: noiseFigures,
}

function proofSamples(graph: Trial['graph'], own: Ended, proof: Proved, culprit: number): Sample {
  const isNamed = proof.outcome?.kind === 'culprit' && proof.label !== 'inconsistent'
  const isWrong = isNamed && !isRight(graph, proof.outcome, culprit)
  return {
    proofRight: Number(isNamed && !isWrong),
    proofWrong: Number(isWrong),
    wrongConfirmed: Number(isWrong && proof.label !== 'probable'),
    confirmed: Number(proof.label === 'confirmed'),
    proofBuilds: own.builds + proof.builds,
    proofCost: own.cost + proof.cost,
  }
}

function gitSamples(graph: Trial['graph'], world: World, culprit: number): Sample {
  const samples: Record<string, number> = {}
  for (const repeats of REPEATS) {
    const spent: Spent = { builds: 0, runs: 0 }
    const end = gitBisect(graph, repeated(world, repeats, spent))
    samples[`git${repeats}Right`] = Number(end.culprit === culprit)
    samples[`git${repeats}Cost`] = costOf(spent)
  }
  return samples
}

function bayesianSamples(graph: Trial['graph'], world: World, culprit: number): Sample {
  const samples: Record<string, number> = {}
  for (const [at, end] of bayesianChain(world, graph.size, BAYESIAN_STOPS).entries()) {
    const name = `bayesian${BAYESIAN_STOPS[at]}`
    samples[`${name}Right`] = Number(end.culprit === culprit)
    samples[`${name}Builds`] = end.builds
    samples[`${name}Cost`] = costOf(end)
  }
  return samples
}
