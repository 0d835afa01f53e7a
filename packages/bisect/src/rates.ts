/** What is believed of one failure rate before and after runs. */
export interface RateBelief {
  /** Natural logarithm of the probability of one sequence of so many failures and passes. */
  logMoment(failures: number, passes: number): number
  /** Probability that the next run fails. */
  mean(failures: number, passes: number): number
}

/** One possible world of rates: `bad` with the change in, `good` without it. */
export interface RateComponent {
  readonly logWeight: number
  readonly bad: RateBelief
  readonly good: RateBelief
}

/** Beta(a, b): integrated out exactly, so that rates need not be estimated. */
export function betaRate(a: number, b: number): RateBelief {
  const failing = risingLog(a)
  const passing = risingLog(b)
  const both = risingLog(a + b)
  return {
    logMoment: (failures, passes) => failing(failures) + passing(passes) - both(failures + passes),
    mean: (failures, passes) => (a + failures) / (a + b + failures + passes),
  }
}

/**
 * A rate that is known. Never quite 0 or 1: one impossible run must not make every hypothesis
 * impossible.
 */
export function knownRate(rate: number): RateBelief {
  const p = Math.min(1 - 1e-9, Math.max(1e-9, rate))
  return { logMoment: (failures, passes) => failures * Math.log(p) + passes * Math.log1p(-p), mean: () => p }
}

const component = (weight: number, bad: RateBelief, good: RateBelief): RateComponent => ({
  logWeight: Math.log(weight),
  bad,
  good,
})

const JEFFREYS_RATE = betaRate(0.5, 0.5)

/** Nothing is known of either rate. */
export const JEFFREYS: readonly RateComponent[] = [component(1, JEFFREYS_RATE, JEFFREYS_RATE)]

/**
 * How kernels fail: nearly always or never, now and then though never without the change, or in any
 * way. Weights sum to one.
 */
export function rateMixture(weights: { readonly solid: number; readonly intermittent: number; readonly free: number }) {
  return [
    component(weights.solid, betaRate(1, 0.02), betaRate(0.02, 1)),
    component(weights.intermittent, JEFFREYS_RATE, betaRate(0.05, 1)),
    component(weights.free, JEFFREYS_RATE, JEFFREYS_RATE),
  ] as const satisfies readonly RateComponent[]
}

/** What is believed of failures before any run: most are solid. */
export const MIXTURE: readonly RateComponent[] = rateMixture({ solid: 0.7, intermittent: 0.2, free: 0.1 })

/**
 * What tests are chosen by: as if failures were more often flaky than they are. A run more now and
 * then costs little; believing a false result sends the search, and its builds, to the wrong place.
 * (Chosen by simulation at rates other than those reported.)
 */
export const CAREFUL: readonly RateComponent[] = rateMixture({ solid: 0.2, intermittent: 0.3, free: 0.5 })

export function knownRates(rates: { readonly bad: number; readonly good: number }): readonly RateComponent[] {
  return [component(1, knownRate(rates.bad), knownRate(rates.good))]
}

/** The rate of a kernel of which nothing else is assumed. */
export const anyRate: RateBelief = JEFFREYS_RATE

export interface WeightedRate {
  readonly weight: number
  readonly rate: RateBelief
}

/** How kernels fail when no commit changed it: all with one rate, of which nothing is known. */
export const ANY_SAME_RATE: readonly WeightedRate[] = [{ weight: 1, rate: anyRate }]

/** The same where the rates are known: all with the one, or all with the other. */
export function sameKnownRate(rates: { readonly bad: number; readonly good: number }): readonly WeightedRate[] {
  return [rates.bad, rates.good].map((rate) => ({ weight: 0.5, rate: knownRate(rate) }))
}

/** As {@link RateBelief.logMoment}, of a rate that is one of several. */
export const logMomentOf = (rates: readonly WeightedRate[], failures: number, passes: number): number =>
  logSum(rates.map(({ weight, rate }) => Math.log(weight) + rate.logMoment(failures, passes)))

/** The same rates, weighted by what the runs say of each. */
export function weighed(rates: readonly WeightedRate[], failures: number, passes: number): WeightedRate[] {
  const all = logMomentOf(rates, failures, passes)
  return rates.map(({ weight, rate }) => ({
    weight: Math.exp(Math.log(weight) + rate.logMoment(failures, passes) - all),
    rate,
  }))
}

/** As {@link RateBelief.mean}, of a rate that is one of several. */
export const meanOf = (rates: readonly WeightedRate[], failures: number, passes: number): number =>
  weighed(rates, failures, passes).reduce((sum, { weight, rate }) => sum + weight * rate.mean(failures, passes), 0)

/** ln(x (x + 1) … (x + n − 1)), from a table that grows. */
function risingLog(x: number): (n: number) => number {
  const table = [0]
  return (n) => {
    for (let at = table.length; at <= n; at++) table.push((table[at - 1] ?? 0) + Math.log(x + at - 1))
    return table[n] ?? 0
  }
}

/** ln of the sum of exponentials. */
export function logSum(values: readonly number[]): number {
  let most = -Infinity
  for (const value of values) if (value > most) most = value
  if (most === -Infinity) return most
  let sum = 0
  for (const value of values) sum += Math.exp(value - most)
  return most + Math.log(sum)
}
