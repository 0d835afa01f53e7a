import type { Row } from '../../benchmark.ts'
import { figure, percent } from './figure.ts'
import { mean, valuesOf } from './statistics.ts'
import type { Experiment, Sample } from './study.ts'

const EXACT = 98.5
// After the proof, which the program makes before it names a culprit.
const PROVED = 99.5
const BUILDS_MORE = 1.5

/** What the searches of one point say, beside their rivals. */
export function noiseFigures(
  { setting, values }: Experiment,
  samples: readonly Sample[],
  size: number,
): readonly Row[] {
  const of = (name: string) => mean(valuesOf(samples, name))
  const { p1 = 1, p0 = 0 } = values
  const overOracle = p1 >= 0.9 && p0 <= 0.05 ? 1.15 : 1.35
  const git = Object.keys(samples[0] ?? {}).flatMap((name) => /^(git\d+)Right$/.exec(name)?.[1] ?? [])
  const bayesian = Object.keys(samples[0] ?? {}).flatMap((name) => /^(bayesian.*)Right$/.exec(name)?.[1] ?? [])
  return [
    figure(2, `${setting}: exact culprit`, percent(of('right')), '%', { atLeast: EXACT }),
    figure(2, `${setting}: another commit named`, percent(of('wrong')), '%'),
    figure(2, `${setting}: proved: exact culprit`, percent(of('proofRight')), '%', { atLeast: PROVED }),
    figure(2, `${setting}: proved: another commit named`, percent(of('proofWrong')), '%'),
    figure(2, `${setting}: proved: another commit confirmed`, percent(of('wrongConfirmed')), '%', { atMost: 0 }),
    figure(2, `${setting}: proved: confirmed`, percent(of('confirmed')), '%'),
    figure(2, `${setting}: passed the gate`, percent(of('passed')), '%'),
    figure(2, `${setting}: oracle: exact culprit`, percent(of('oracleRight')), '%'),
    ...[...git, ...bayesian].map((name) =>
      figure(2, `${setting}: ${rivalName(name)}: exact culprit`, percent(of(`${name}Right`)), '%'),
    ),
    figure(3, `${setting}: builds`, of('builds'), 'builds', { atMost: Math.log2(size) + BUILDS_MORE }),
    figure(3, `${setting}: proved: builds, the revert’s included`, of('proofBuilds'), 'builds'),
    figure(3, `${setting}: oracle: builds`, of('oracleBuilds'), 'builds'),
    ...bayesian.map((name) => figure(3, `${setting}: ${rivalName(name)}: builds`, of(`${name}Builds`), 'builds')),
    figure(4, `${setting}: cost / oracle’s`, of('comparedCost') / of('oracleCost'), 'times', { atMost: overOracle }),
    figure(4, `${setting}: cost`, of('cost'), 'units'),
    figure(4, `${setting}: proved: cost`, of('proofCost'), 'units'),
    figure(4, `${setting}: runs`, of('runs'), 'runs'),
    figure(4, `${setting}: runs of the gate`, of('gateRuns'), 'runs'),
    ...[...git, ...bayesian].map((name) =>
      figure(4, `${setting}: ${rivalName(name)}: cost / oracle’s`, of(`${name}Cost`) / of('oracleCost'), 'times'),
    ),
  ]
}

function rivalName(name: string): string {
  if (name.startsWith('git')) return `git’s rule, ${name.slice('git'.length)} runs each`
  return `as git_bayesect until ${name.slice('bayesian'.length)}`
}
