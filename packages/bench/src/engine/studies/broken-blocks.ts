import type { CommitGraph } from '@kbisect/bisect'
import type { Row } from '../../benchmark.ts'
import type { Random } from '../random.ts'
import { blockOracle } from '../rivals/block-oracle.ts'
import { gitBisect } from '../rivals/git-bisect.ts'
import { repeated } from '../rivals/repeats.ts'
import { isRangeWith, isRight } from '../search/answer.ts'
import { engine, knowing } from '../search/decider.ts'
import { Ledger } from '../search/ledger.ts'
import { search } from '../search/search.ts'
import { passGate } from '../search/sequential-test.ts'
import { drawBrokenBlock } from '../truth/broken-block.ts'
import { createWorld } from '../truth/world.ts'
import { figure, percent } from './figure.ts'
import { mean, quantile, valuesOf } from './statistics.ts'
import type { Experiment, Sample, Study, Trial } from './study.ts'

// They take a quarter of a second each, and are compared by their means.
const COMPARED = 300

/** What it takes one who knows which commits build, and one who knows how the blocks are drawn. */
function oracleSamples(ledger: Ledger, untestable: Uint8Array): Sample {
  const builds = Float64Array.from(untestable, (one) => 1 - one)
  return {
    oracle: search(
      ledger.fork(),
      knowing(() => builds),
    ).builds,
    drawOracle: search(ledger.fork(), knowing(blockOracle(ledger.graph))).builds,
  }
}

function trial(inside: boolean) {
  return ({ graph, index, random }: Trial): Sample => {
    const { untestable, fixes } = drawBrokenBlock(graph, random)
    const culprit = drawFrom(graph, untestable, inside, random)
    const world = createWorld(graph, { culprit, p1: 1, p0: 0, untestable, fixedBy: fixes }, random)
    const ledger = new Ledger(graph, world)
    passGate(ledger)
    const oracles = inside || index >= COMPARED ? {} : oracleSamples(ledger, untestable)
    const { outcome, builds } = search(ledger, engine)
    const git = gitBisect(graph, repeated(world, 1, { builds: 0, runs: 0 }))
    const right = isRight(graph, outcome, culprit)
    const inRange = isRangeWith(graph, outcome, culprit)
    return {
      attempts: builds,
      exact: Number(right),
      range: Number(inRange),
      wrong: Number(!right && !inRange),
      git: git.tested.length,
      ...oracles,
      ...(oracles.oracle === undefined ? {} : { compared: builds }),
      ...(inRange && outcome?.kind === 'range' ? { rangeSize: outcome.commits.length } : {}),
    }
  }
}

/** The commit that brought the failure is any inside the block, or any outside of it. */
function drawFrom(graph: CommitGraph, untestable: Uint8Array, inside: boolean, random: Random): number {
  const from = graph.ids.flatMap((_, at) => (Boolean(untestable[at]) === inside ? [at] : []))
  return from[random.below(from.length)] ?? 0
}

const experiments =
  (study: string, where: string): Study['experiments'] =>
  ({ histories, trials }) =>
    histories.map(({ name }) => ({
      study,
      history: name,
      setting: `${name}, a broken block of 12–20 %, culprit ${where}`,
      trials,
      values: {},
    }))

function common(row: number, setting: string, samples: readonly Sample[]): Row[] {
  const of = (name: string) => mean(valuesOf(samples, name))
  return [
    figure(row, `${setting}: a range that has it`, percent(of('range')), '%'),
    figure(row, `${setting}: another answer`, percent(of('wrong')), '%'),
    figure(row, `${setting}: length of ranges, mean`, of('rangeSize'), 'commits'),
    figure(row, `${setting}: git’s rule: attempts, mean`, of('git'), 'attempts'),
    figure(row, `${setting}: git’s rule: attempts, 95 %`, quantile(valuesOf(samples, 'git'), 0.95), 'attempts'),
  ]
}

/** Row 7. */
export const culpritOutside: Study = {
  name: 'culprit-outside',
  rows: [7],
  experiments: experiments('culprit-outside', 'outside'),
  trial: trial(false),
  figures: ({ setting }: Experiment, samples, size) => {
    const attempts = valuesOf(samples, 'attempts')
    const bits = Math.log2(size)
    return [
      figure(7, `${setting}: attempts, mean`, mean(attempts), 'attempts', { atMost: bits + 1.6 }),
      figure(7, `${setting}: attempts, 95 %`, quantile(attempts, 0.95), 'attempts', { atMost: bits + 7 }),
      figure(7, `${setting}: exact culprit`, percent(mean(valuesOf(samples, 'exact'))), '%'),
      ...[
        ['compared', 'attempts where compared, mean'],
        ['drawOracle', 'one who knows how blocks are drawn: attempts, mean'],
        ['oracle', 'one who knows what builds: attempts, mean'],
      ].map(([name = '', what]) => figure(7, `${setting}: ${what}`, mean(valuesOf(samples, name)), 'attempts')),
      ...common(7, setting, samples),
    ]
  },
}

/** Row 8. */
export const culpritInside: Study = {
  name: 'culprit-inside',
  rows: [8],
  experiments: experiments('culprit-inside', 'inside'),
  trial: trial(true),
  figures: ({ setting }: Experiment, samples, size) => {
    const exact = mean(valuesOf(samples, 'exact'))
    const ranges = samples.filter((sample) => sample.exact === 0)
    const attempts = valuesOf(samples, 'attempts')
    return [
      figure(8, `${setting}: exact culprit`, percent(exact), '%', { atLeast: 80 }),
      ...(ranges.length === 0
        ? []
        : [
            figure(8, `${setting}: attempts for a range, mean`, mean(valuesOf(ranges, 'attempts')), 'attempts', {
              atMost: 2 * Math.log2(size),
            }),
          ]),
      figure(8, `${setting}: attempts, mean`, mean(attempts), 'attempts'),
      figure(8, `${setting}: attempts, 95 %`, quantile(attempts, 0.95), 'attempts'),
      ...common(8, setting, samples),
    ]
  },
}
