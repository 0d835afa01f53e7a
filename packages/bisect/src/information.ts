import type { Belief } from './belief.ts'
import type { WeightedRate } from './rates.ts'
import type { Tally } from './terms.ts'

/** Entropy of an event of this probability, in bits. */
export function entropy(p: number): number {
  return p <= 0 || p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p)
}

/** What a set of hypotheses expects of runs of a kernel with the change, and of one without it. */
export interface Forecast {
  /** Probabilities of 0, 1, … fails in so many runs. */
  bad(runs: number): Outcomes
  good(runs: number): Outcomes
}

export interface Outcomes {
  readonly probabilities: Float64Array
  /** Of `probabilities`, in bits. */
  readonly entropy: number
}

/** One forecast for each part of the belief, worked out when asked for. */
export function forecastsOf(belief: Belief): Forecast[] {
  return belief.parts.map((part) => {
    const predict = (rate: 'bad' | 'good', seen: Tally) =>
      remember((runs) =>
        predictive(
          belief.model.map((component, which) => ({ weight: part.weights[which] ?? 0, rate: component[rate] })),
          seen,
          runs,
        ),
      )
    return { bad: predict('bad', part.withChange), good: predict('good', part.without) }
  })
}

/** A forecast that does not depend on the change: one of these rates, after runs that were seen. */
export function plainForecast(rates: readonly WeightedRate[], seen: Tally): Forecast {
  const predict = remember((runs) => predictive(rates, seen, runs))
  return { bad: predict, good: predict }
}

function remember(work: (runs: number) => Outcomes): (runs: number) => Outcomes {
  const known = new Map<number, Outcomes>()
  return (runs) => {
    let outcomes = known.get(runs)
    if (!outcomes) {
      outcomes = work(runs)
      known.set(runs, outcomes)
    }
    return outcomes
  }
}

function predictive(rates: readonly WeightedRate[], { failures, passes }: Tally, runs: number): Outcomes {
  const probabilities = new Float64Array(runs + 1)
  for (const { weight, rate } of rates) {
    if (weight < 1e-12) continue
    const now = rate.logMoment(failures, passes)
    let choose = 1
    for (let k = 0; k <= runs; k++) {
      probabilities[k] =
        (probabilities[k] ?? 0) + weight * choose * Math.exp(rate.logMoment(failures + k, passes + runs - k) - now)
      choose = (choose * (runs - k)) / (k + 1)
    }
  }
  return { probabilities, entropy: entropyOf(probabilities) }
}

function entropyOf(probabilities: Float64Array): number {
  let bits = 0
  for (const p of probabilities) if (p > 0) bits -= p * Math.log2(p)
  return bits
}

/** Hypotheses that expect the same of every test in question. */
export interface Cell {
  readonly mass: number
  /** Share of the mass whose culprit is in the kernel in question. */
  readonly within: number
  readonly forecast: Forecast
}

/**
 * Mutual information, in bits, between the hypotheses and the number of fails in so many runs of
 * one kernel.
 */
export function information(cells: readonly Cell[], runs: number): number {
  const mixed = new Float64Array(runs + 1)
  let conditional = 0
  let mass = 0
  const add = (share: number, outcomes: Outcomes) => {
    if (share <= 0) return
    conditional += share * outcomes.entropy
    for (let k = 0; k <= runs; k++) mixed[k] = (mixed[k] ?? 0) + share * (outcomes.probabilities[k] ?? 0)
  }
  for (const cell of cells) {
    if (cell.mass < 1e-9) continue
    mass += cell.mass
    add(cell.mass * cell.within, cell.forecast.bad(runs))
    add(cell.mass * (1 - cell.within), cell.forecast.good(runs))
  }
  if (mass <= 0) return 0
  for (let k = 0; k <= runs; k++) mixed[k] = (mixed[k] ?? 0) / mass
  return Math.max(0, entropyOf(mixed) - conditional / mass)
}
