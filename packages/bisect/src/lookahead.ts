import type { Belief } from './belief.ts'
import type { CommitGraph } from './commit-graph.ts'
import { type Cell, type Forecast, forecastsOf, information, plainForecast } from './information.ts'
import { BEFORE, contentsOf, type Kernel, kernelNumber } from './kernel.ts'
import type { Partition } from './partition.ts'
import { knownRate, weighed } from './rates.ts'
import type { InFlight } from './terms.ts'

// Of all ways in which the tests in flight can end, the most probable ones; with up to six tests
// these are all of them.
const MOST_FUTURES = 64

interface Future {
  /**
   * By cell, then of "no change", then of "not monotone"; their sum is the probability of this
   * future.
   */
  readonly masses: Float64Array
  readonly probability: number
}

/** What is believed, with the tests in flight about to answer. */
export class Situation {
  readonly #graph: CommitGraph
  readonly #partition: Partition
  readonly #belief: Belief
  readonly #forecasts: readonly Forecast[]
  readonly #noChange: Forecast
  /** Parts, parted again by the tests in flight. */
  readonly #cellOf: Int32Array
  readonly #partOfCell: number[]
  readonly #mass: Float64Array
  readonly #futures: readonly Future[]
  /**
   * By number of the kernel: the mass of each cell within it. Asked for again with each number of
   * runs.
   */
  readonly #inside = new Map<number, Float64Array>()

  constructor(graph: CommitGraph, partition: Partition, belief: Belief, inFlight: readonly InFlight[]) {
    this.#graph = graph
    this.#partition = partition
    this.#belief = belief
    this.#forecasts = forecastsOf(belief)
    const { failures, passes } = partition.total
    this.#noChange = plainForecast(weighed(belief.unchanged, failures, passes), partition.total)
    const tests = inFlight.flatMap((test) => {
      const kernel = kernelInFlight(graph, test)
      return kernel === undefined ? [] : [{ kernel, runs: Math.max(1, test.runs) }]
    })
    const { cellOf, partOfCell, within } = this.#part(tests.map(({ kernel }) => kernel))
    this.#cellOf = cellOf
    this.#partOfCell = partOfCell
    this.#mass = this.#massOf()
    this.#futures = this.#foresee(tests, within)
  }

  /**
   * Expected information, in bits, of so many runs of a kernel, given what the tests in flight will
   * say.
   */
  gain(kernel: Kernel, runs: number): number {
    const inside = this.#insideOf(kernel)
    const own = this.#ownForecast(kernel)
    let bits = 0
    for (const { masses, probability } of this.#futures) {
      const cells: Cell[] = [
        { mass: masses[masses.length - 2] ?? 0, within: 0, forecast: this.#noChange },
        { mass: masses[masses.length - 1] ?? 0, within: 0, forecast: own },
      ]
      for (const [cell, part] of this.#partOfCell.entries()) {
        const all = this.#mass[cell] ?? 0
        const forecast = this.#forecasts[part]
        if (all <= 0 || !forecast) continue
        cells.push({ mass: masses[cell] ?? 0, within: (inside[cell] ?? 0) / all, forecast })
      }
      bits += probability * information(cells, runs)
    }
    return bits
  }

  #insideOf(kernel: Kernel): Float64Array {
    const number = kernelNumber(this.#graph, kernel)
    const known = this.#inside.get(number)
    if (known) return known
    const masses = new Float64Array(this.#partOfCell.length)
    const contents = contentsOf(this.#graph, kernel)
    const { commits } = this.#belief
    for (let commit = 0; commit < contents.length; commit++) {
      if (contents[commit] !== 1) continue
      const cell = this.#cellOf[commit] ?? 0
      masses[cell] = (masses[cell] ?? 0) + (commits[commit] ?? 0)
    }
    this.#inside.set(number, masses)
    return masses
  }

  #ownForecast(kernel: Kernel): Forecast {
    const { has, bad, good } = this.#belief.unordered
    const isOld = kernel.at === BEFORE && kernel.patch === undefined
    const weight = isOld ? 0 : (has.get(kernelNumber(this.#graph, kernel)) ?? 0.5)
    const rates = [
      { weight, rate: knownRate(bad) },
      { weight: 1 - weight, rate: knownRate(good) },
    ]
    return plainForecast(rates, { failures: 0, passes: 0 })
  }

  #part(tests: readonly Kernel[]) {
    const cellOf = this.#partition.partOf.slice()
    const partOfCell = this.#belief.parts.map((_, part) => part)
    const within: boolean[][] = partOfCell.map(() => tests.map(() => false))
    for (const [which, kernel] of tests.entries()) {
      const contents = contentsOf(this.#graph, kernel)
      const moved = new Map<number, number>()
      for (let commit = 0; commit < contents.length; commit++) {
        if (!contents[commit]) continue
        const from = cellOf[commit] ?? 0
        let to = moved.get(from)
        if (to === undefined) {
          to = partOfCell.length
          moved.set(from, to)
          partOfCell.push(partOfCell[from] ?? 0)
          within.push((within[from] ?? []).map((known, other) => known || other === which))
        }
        cellOf[commit] = to
      }
    }
    return { cellOf, partOfCell, within }
  }

  #massOf(): Float64Array {
    const masses = new Float64Array(this.#partOfCell.length)
    const { commits } = this.#belief
    for (let at = 0; at < commits.length; at++) {
      const cell = this.#cellOf[at] ?? 0
      masses[cell] = (masses[cell] ?? 0) + (commits[at] ?? 0)
    }
    return masses
  }

  #foresee(tests: readonly { kernel: Kernel; runs: number }[], within: readonly (readonly boolean[])[]): Future[] {
    const first = new Float64Array(this.#partOfCell.length + 2)
    first.set(this.#mass)
    first[first.length - 2] = this.#belief.noChange
    first[first.length - 1] = this.#belief.notMonotone
    let futures: Future[] = [{ masses: first, probability: 1 }]
    for (const [which, { kernel, runs }] of tests.entries()) {
      const allPass = new Float64Array(first.length)
      for (const [cell, part] of this.#partOfCell.entries()) {
        const forecast = this.#forecasts[part]
        const outcomes = within[cell]?.[which] ? forecast?.bad(runs) : forecast?.good(runs)
        allPass[cell] = outcomes?.probabilities[0] ?? 0
      }
      allPass[first.length - 2] = this.#noChange.good(runs).probabilities[0] ?? 0
      allPass[first.length - 1] = this.#ownForecast(kernel).good(runs).probabilities[0] ?? 0
      futures = futures.flatMap((future) => [
        weigh(future, (cell) => allPass[cell] ?? 0),
        weigh(future, (cell) => 1 - (allPass[cell] ?? 0)),
      ])
      futures.sort((a, b) => b.probability - a.probability)
      futures = futures.slice(0, MOST_FUTURES)
    }
    return futures.filter(({ probability }) => probability > 1e-6)
  }
}

/** The kernel that a test in flight is about; undefined when it says nothing of the range. */
export function kernelInFlight(graph: CommitGraph, { commit, patch: id }: InFlight): Kernel | undefined {
  const at = graph.indexOf(commit)
  const patch = id === undefined ? undefined : graph.indexOf(id)
  if (id !== undefined) return patch === undefined ? undefined : { at: at ?? BEFORE, patch }
  return at === undefined ? undefined : { at }
}

function weigh({ masses }: Future, factor: (cell: number) => number): Future {
  let probability = 0
  const weighed = masses.map((mass, cell) => {
    const left = mass * factor(cell)
    probability += left
    return left
  })
  return { masses: weighed, probability }
}
