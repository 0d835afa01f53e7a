import { BEFORE } from './kernel.ts'
import { kernelInFlight, Situation } from './lookahead.ts'
import { better, LEAST_BITS, listOptions, massOf, type Option, type OptionInput } from './options.ts'
import type { Choice, Costs, InFlight, Slots } from './terms.ts'

// Numbers of runs to plan for a kernel that is to be built. More are tried while they are worth
// their cost.
const RUNS = [1, 2, 3, 4, 6, 8, 12, 16]
// What a build counts against runs, beyond its cost: looking one test ahead does not see that a
// build made too early, on the word of too few runs, is often in the wrong place. (Chosen by
// simulation, as the least that keeps builds near log2 N under noise.)
const BUILD_RELUCTANCE = 2
// An idle host may be used for tests that are less than the best, but not for next to nothing.
const LEAST_SPECULATIVE_BITS = 0.02
const NEARLY_AS_MUCH = 0.75
// A test in flight is stopped when it is worth less than this share of the best alternative, unless
// it is nearly done.
const USELESS_SHARE = 0.2
const NEARLY_DONE = 0.8

export interface Choices {
  readonly start: readonly Choice[]
  readonly cancel: readonly string[]
  /** Of the tests in flight, those that go on. */
  readonly watched: readonly Choice[]
  /** Slots that are left, those of cancelled tests included. */
  readonly free: Slots
  /** Bits of the best test that can be made, its chance to be testable included. */
  readonly reachable: number
  /** Bits of the best test if every commit could be tested. */
  readonly imaginable: number
}

export interface ChoiceInput extends OptionInput {
  readonly inFlight: readonly InFlight[]
  readonly costs: Costs
  readonly slots: Slots
}

/**
 * The tests to start, those with the most information for their cost given what is in flight, and
 * those in flight to stop. Cost counts what is still to be paid: nothing for an image that is
 * there.
 */
export function choose(asked: ChoiceInput): Choices {
  const input = { ...asked, costs: { ...asked.costs, build: asked.costs.build * BUILD_RELUCTANCE } }
  const { graph, partition, belief, inFlight, slots } = input
  const { list, imaginable } = listOptions(input)
  const plain = new Situation(graph, partition, belief, [])
  const options = list.map((option) => planRuns(plain, option, input.costs))
  const { cancel, watched } = watch(input, options)
  // A build that only looks for a fix says nothing of the culprit.
  let flying = inFlight.filter(({ commit, runs }) => runs > 0 && !cancel.includes(commit))
  // What is stopped here is not begun again in the same breath, and what is being built for a fix
  // is not built twice.
  const looking = inFlight.filter(({ runs }) => runs === 0).map(({ commit }) => commit)
  const open = options.filter(({ id }) => !cancel.includes(id) && !looking.includes(id))
  const free = { build: slots.build, boot: slots.boot, total: slots.total }
  for (const { commit, stage } of inFlight) {
    if (!cancel.includes(commit)) continue
    free[stage]++
    free.total++
  }
  const start: Choice[] = []
  while (free.total > 0 && (free.build > 0 || free.boot > 0)) {
    const best = bestNow(input, open, flying, free)
    if (!best) break
    const choice = asChoice(input, best.built ? repeat(input, best, flying, free.boot) : best)
    start.push(choice)
    free.total--
    free[choice.stage] -= best.built ? choice.runs : 1
    flying = [...flying, { ...kernelOf(choice), stage: choice.stage, runs: choice.runs, done: 0 }]
  }
  const reachable = options.reduce((most, { bits, testable }) => Math.max(most, bits * testable), 0)
  return { start, cancel, watched, free, reachable, imaginable }
}

const asChoice = ({ graph }: ChoiceInput, { id, patch, built, runs, bits, bad, worth }: Option): Choice => ({
  commit: id,
  stage: built ? 'boot' : 'build',
  ...(patch === undefined ? {} : { patch: graph.ids[patch] ?? '' }),
  runs,
  bits,
  bad,
  worth,
})

const kernelOf = ({ commit, patch }: Choice): Pick<InFlight, 'commit' | 'patch'> =>
  patch === undefined ? { commit } : { commit, patch }

/** How many runs to plan, and what they are worth. */
function planRuns(situation: Situation, option: Option, costs: Costs): Option {
  let best = { ...option, worth: -1 }
  for (const runs of option.built ? [1] : RUNS) {
    const bits = situation.gain(option, runs)
    const cost = option.built ? runs * costs.run : costs.build + option.testable * runs * costs.run
    const worth = (option.testable * bits) / cost
    if (worth <= best.worth * (1 + 1e-9)) break
    best = { ...option, runs, bits, worth }
  }
  return best
}

function bestNow(
  { graph, partition, belief }: ChoiceInput,
  options: readonly Option[],
  flying: readonly InFlight[],
  free: Slots,
): Option | undefined {
  const building = new Set(flying.filter(({ stage }) => stage === 'build').map(({ commit }) => commit))
  const usable = options.filter(({ id, at, built }) => {
    if (at === BEFORE && built && flying.some(({ commit }) => commit === id)) return false
    return !building.has(id) && (built ? free.boot > 0 : free.build > 0)
  })
  const given = flying.length === 0 ? usable : conditional(new Situation(graph, partition, belief, flying), usable)
  const least = flying.length === 0 ? LEAST_BITS : LEAST_SPECULATIVE_BITS
  let best: Option | undefined
  for (const option of given) {
    if (option.bits * option.testable < least) continue
    if (!best || better(option.worth, option.id, best.worth, best.id)) best = option
  }
  return best
}

/**
 * As many runs at once as there are slots for, as long as each tells nearly as much as the first:
 * for failures that show rarely.
 */
function repeat(
  { graph, partition, belief }: ChoiceInput,
  best: Option,
  flying: readonly InFlight[],
  slots: number,
): Option {
  let kept = best
  const situation = new Situation(graph, partition, belief, flying)
  for (let runs = 2; runs <= slots; runs++) {
    const bits = situation.gain(best, runs)
    if (bits < NEARLY_AS_MUCH * runs * best.bits) break
    kept = { ...best, runs, bits }
  }
  return kept
}

const conditional = (situation: Situation, options: readonly Option[]): Option[] =>
  options.map((option) => {
    const bits = situation.gain(option, option.runs)
    return { ...option, bits, worth: option.bits > 0 ? (option.worth * bits) / option.bits : 0 }
  })

/**
 * What the tests in flight will tell, given the others, and which of them are not worth their end.
 */
function watch({ graph, partition, belief, inFlight, costs }: ChoiceInput, options: readonly Option[]) {
  const cancel: string[] = []
  const watched: Choice[] = []
  const busy = new Set(inFlight.map(({ commit }) => commit))
  for (const test of inFlight) {
    const kernel = kernelInFlight(graph, test)
    if (kernel === undefined || test.runs === 0) continue
    const others = inFlight.filter((other) => other !== test && other.runs > 0 && !cancel.includes(other.commit))
    const situation = new Situation(graph, partition, belief, others)
    const bits = situation.gain(kernel, Math.max(1, test.runs))
    const building = test.stage === 'build'
    const left = (1 - test.done) * (building ? costs.build : costs.run) + (building ? test.runs * costs.run : 0)
    const worth = left > 0 ? bits / left : bits
    const rivals = conditional(
      situation,
      options.filter(({ id, built }) => !busy.has(id) && built === !building),
    )
    const best = rivals.reduce((most, rival) => Math.max(most, rival.worth), 0)
    const useless = test.done < NEARLY_DONE && (bits < LEAST_BITS || worth < USELESS_SHARE * best)
    if (useless) cancel.push(test.commit)
    else {
      const { commit, patch, stage, runs } = test
      const about = { commit, ...(patch === undefined ? {} : { patch }), stage, runs }
      watched.push({ ...about, bits, bad: massOf({ graph, belief }, kernel), worth })
    }
  }
  return { cancel, watched }
}
