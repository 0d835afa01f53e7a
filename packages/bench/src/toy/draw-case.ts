import type { ToyArch, ToyBehaviour, ToyPlan } from '@kbisect/testing'
import { type Random, randomFrom } from '../engine/random.ts'
import { drawHistory } from './draw-history.ts'
import { drawRegions } from './draw-regions.ts'

/** A toy history with a known answer, and what makes it hard. */
export interface ToyCase {
  /** From 1. */
  readonly number: number
  readonly architecture: ToyArch
  readonly plan: ToyPlan
  /** Share of boots that fail with the culprit in. */
  readonly failing: number
  /** Share of boots that fail likewise without it. */
  readonly failingWithout: number
  /** Whether something in the range changed those shares. */
  readonly regressed: boolean
  /** In words, for the table. */
  readonly traits: readonly string[]
}

const ARCHITECTURES: readonly ToyArch[] = ['arm', 'arm64', 'x86_64']
const LEAST_COMMITS = 16
const MOST_COMMITS = 40

/** Mostly failures that always show, or in seven of ten boots. */
const FAILING = [1, 1, 1, 1, 0.7, 0.7, 0.7, 0.9, 0.5, 0.3]

/** Draws a history by seed and number alone: any of them can be had again by itself. */
export function drawCase(seed: string, number: number): ToyCase {
  const random = randomFrom(`soak ${seed} ${number}`)
  const architecture = ARCHITECTURES[number % ARCHITECTURES.length] ?? 'arm64'
  const size = LEAST_COMMITS + random.below(MOST_COMMITS - LEAST_COMMITS + 1)
  const regressed = !random.chance(0.1)
  const failing = regressed ? pick(random, FAILING) : random.chance(0.5) ? 0 : 0.3
  const failingWithout = regressed ? (random.chance(0.25) ? 0.05 : 0) : failing
  const history = drawHistory(random, { size, merges: random.chance(0.4), architecture })
  const ordinary = history.filter(({ parents }) => parents.length === 1)
  const culprit = regressed ? pick(random, ordinary) : undefined
  const { changes, traits } = drawRegions(random, history, architecture, culprit?.name)
  const commits = history.map(({ mainline: _, ...commit }) => {
    const behaviour: Partial<Record<string, ToyBehaviour>> = { ...changes.get(commit.name) }
    if (commit.name === 'base' && failingWithout > 0) behaviour[architecture] = { flaky: failingWithout, seed: number }
    if (commit.name !== culprit?.name) return Object.keys(behaviour).length === 0 ? commit : { ...commit, behaviour }
    behaviour[architecture] = failing === 1 ? alwaysFailing(random, failingWithout) : { flaky: failing, seed: number }
    return { name: commit.name, parents: commit.parents, behaviour }
  })
  const bad = commits.at(-1)?.name ?? 'base'
  const plan = { commits, good: 'base', bad, ...(culprit ? { culprit: culprit.name } : {}) }
  const merges = history.filter(({ parents }) => parents.length > 1).length
  return {
    number,
    architecture,
    plan,
    failing,
    failingWithout,
    regressed,
    traits: [...(merges > 0 ? [`${merges} merges`] : []), ...traits],
  }
}

// What also fails without the culprit must fail in the same way.
const alwaysFailing = (random: Random, without: number): ToyBehaviour =>
  without === 0 && random.chance(0.25) ? 'oops' : 'panic'

function pick<T>(random: Random, list: readonly T[]): T {
  const one = list[random.below(list.length)]
  if (one === undefined) throw new Error('nothing to pick from')
  return one
}
