import type { World } from '../truth/world.ts'
import type { Spent } from './repeats.ts'

/** The beliefs of git_bayesect about both rates, as Beta distributions. */
const NEW = { failures: 0.9, passes: 0.1 }
const OLD = { failures: 0.05, passes: 0.95 }

const MOST_RUNS = 2000

export interface BayesianEnd extends Spent {
  /** Index of the commit; -1 for the good revision itself. */
  readonly culprit: number
}

/**
 * A Bayesian search on a chain as hauntsaninja/git_bayesect does it: no look at the ends, both
 * rates under Beta beliefs, the run that leaves the least entropy, whatever a build costs. It ends
 * when one commit has the given share; its own is 0.95.
 *
 * @param length commits of the chain, the good revision not included
 * @param shares where to stop, rising; there is an answer for each
 */
export function bayesianChain(world: World, length: number, shares: readonly number[]): BayesianEnd[] {
  const chain = new Chain(length + 1)
  const built = new Set<number>()
  const ends: BayesianEnd[] = []
  for (let runs = 0; ; runs++) {
    const best = chain.weigh()
    while (ends.length < shares.length && (best.share >= (shares[ends.length] ?? 1) || runs >= MOST_RUNS))
      ends.push({ culprit: best.place - 1, builds: built.size, runs })
    if (ends.length === shares.length) return ends
    const place = chain.choose()
    built.add(place)
    chain.record(place, (place === 0 ? world.runGood() : world.run(place - 1)) !== 'pass')
  }
}

/**
 * Places from old to new; place 0 is the good revision, which it does not take for certain either.
 */
class Chain {
  readonly #failures: Float64Array
  readonly #passes: Float64Array
  readonly #share: Float64Array
  readonly #newFails: Float64Array
  readonly #oldFails: Float64Array

  constructor(places: number) {
    const zeros = () => new Float64Array(places)
    ;[this.#failures, this.#passes, this.#share, this.#newFails, this.#oldFails] = [
      zeros(),
      zeros(),
      zeros(),
      zeros(),
      zeros(),
    ]
  }

  record(place: number, failed: boolean): void {
    const counts = failed ? this.#failures : this.#passes
    counts[place] = (counts[place] ?? 0) + 1
  }

  /** Works out the share of each place, and the mean rates if it is the first bad one. */
  weigh(): { place: number; share: number } {
    const places = this.#share.length
    const total = { failures: sum(this.#failures), passes: sum(this.#passes) }
    const old = { failures: 0, passes: 0 }
    const logs = new Float64Array(places)
    for (let place = 0; place < places; place++) {
      const fresh = { failures: total.failures - old.failures, passes: total.passes - old.passes }
      logs[place] = logMoment(NEW, fresh) + logMoment(OLD, old)
      this.#newFails[place] = meanFails(NEW, fresh)
      this.#oldFails[place] = meanFails(OLD, old)
      old.failures += this.#failures[place] ?? 0
      old.passes += this.#passes[place] ?? 0
    }
    return this.#normalise(logs)
  }

  #normalise(logs: Float64Array): { place: number; share: number } {
    const most = logs.reduce((a, b) => Math.max(a, b), -Infinity)
    const all = logs.reduce((all, log) => all + Math.exp(log - most), 0)
    let best = { place: 0, share: -1 }
    // From the newest, so that it wins a tie.
    for (let place = logs.length - 1; place >= 0; place--) {
      const share = Math.exp((logs[place] ?? 0) - most) / all
      this.#share[place] = share
      if (share > best.share) best = { place, share }
    }
    return best
  }

  /** The place whose next run leaves the least entropy. Needs the shares. */
  choose(): number {
    const fail = new Side(this.#share, this.#newFails, this.#oldFails, (rate) => rate)
    const pass = new Side(this.#share, this.#newFails, this.#oldFails, (rate) => 1 - rate)
    let best = { place: 0, entropy: Number.POSITIVE_INFINITY }
    for (let place = this.#share.length - 1; place >= 0; place--) {
      const entropy = fail.entropyAt(place) + pass.entropyAt(place)
      if (entropy < best.entropy) best = { place, entropy }
    }
    return best.place
  }
}

/** One ending of a run, summed up so that each place costs a constant. */
class Side {
  readonly #newSum: Float64Array
  readonly #newLog: Float64Array
  readonly #oldSum: Float64Array
  readonly #oldLog: Float64Array

  constructor(share: Float64Array, newFails: Float64Array, oldFails: Float64Array, of: (rate: number) => number) {
    const places = share.length
    const sums = () => new Float64Array(places + 1)
    ;[this.#newSum, this.#newLog, this.#oldSum, this.#oldLog] = [sums(), sums(), sums(), sums()]
    for (let place = 0; place < places; place++) {
      const asNew = (share[place] ?? 0) * of(newFails[place] ?? 0)
      const asOld = (share[place] ?? 0) * of(oldFails[place] ?? 0)
      this.#newSum[place + 1] = (this.#newSum[place] ?? 0) + asNew
      this.#newLog[place + 1] = (this.#newLog[place] ?? 0) + xLog2(asNew)
      this.#oldSum[place + 1] = (this.#oldSum[place] ?? 0) + asOld
      this.#oldLog[place + 1] = (this.#oldLog[place] ?? 0) + xLog2(asOld)
    }
  }

  /**
   * Entropy after this ending of a run at the place, times its probability: first bad ones up to
   * there see it as new.
   */
  entropyAt(place: number): number {
    const last = this.#oldSum.length - 1
    const mass = (this.#newSum[place + 1] ?? 0) + (this.#oldSum[last] ?? 0) - (this.#oldSum[place + 1] ?? 0)
    const logs = (this.#newLog[place + 1] ?? 0) + (this.#oldLog[last] ?? 0) - (this.#oldLog[place + 1] ?? 0)
    return mass > 0 ? xLog2(mass) - logs : 0
  }
}

type Counts = { readonly failures: number; readonly passes: number }

const xLog2 = (x: number): number => (x > 0 ? x * Math.log2(x) : 0)
const sum = (numbers: Float64Array): number => numbers.reduce((all, one) => all + one, 0)
const meanFails = (belief: Counts, seen: Counts): number =>
  (belief.failures + seen.failures) / (belief.failures + belief.passes + seen.failures + seen.passes)

const logMoment = (belief: Counts, { failures, passes }: Counts): number =>
  rising(belief.failures, failures) +
  rising(belief.passes, passes) -
  rising(belief.failures + belief.passes, failures + passes)

const tables = new Map<number, number[]>()

/** ln(x (x + 1) … (x + n − 1)). */
function rising(x: number, n: number): number {
  const table = tables.get(x) ?? [0]
  tables.set(x, table)
  for (let at = table.length; at <= n; at++) table.push((table[at - 1] ?? 0) + Math.log(x + at - 1))
  return table[n] ?? 0
}
