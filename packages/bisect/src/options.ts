import { type Belief, badness } from './belief.ts'
import type { CommitGraph } from './commit-graph.ts'
import type { AppliedFix, Control } from './controls.ts'
import { BEFORE, contentsOf, type Kernel } from './kernel.ts'
import type { Partition, Tested } from './partition.ts'
import { singleRunInformation } from './single-run.ts'
import { chanceToAnswer } from './testability.ts'

// A first look at all commits keeps the best of each section of the posterior; only these are
// looked at closely.
const SECTIONS = 32
// Less than this teaches nothing, in bits.
export const LEAST_BITS = 1e-7

/** A test that could be made. */
export interface Option extends Kernel {
  readonly id: string
  readonly built: boolean
  readonly testable: number
  readonly bad: number
  readonly runs: number
  readonly bits: number
  readonly worth: number
}

export interface OptionInput {
  readonly graph: CommitGraph
  readonly partition: Partition
  readonly belief: Belief
  /**
   * By index: the probability that the commit can be tested, with the fix where the fix is applied.
   */
  readonly testable: Float64Array
  readonly fix: AppliedFix | undefined
  readonly controls: readonly Control[]
  /** A kernel older than the range whose image is there. */
  readonly goodRevision: string | undefined
}

export interface Options {
  /**
   * Every kernel that is there, of the others the most telling of each section of the posterior,
   * and all controls.
   */
  readonly list: readonly Option[]
  /** Bits of the best test if every commit could be tested as it is. */
  readonly imaginable: number
}

/** The tests that are worth a closer look. */
export function listOptions(input: OptionInput): Options {
  const { graph, goodRevision, controls } = input
  const informationOf = informationByPatch(input)
  const option = (kernel: Kernel & { readonly id: string }, built: boolean, testable: number, bits: number): Option => {
    const { at, patch, id } = kernel
    return { at, patch, id, built, testable, bad: massOf(input, kernel), runs: 1, bits, worth: 0 }
  }
  const list = [
    ...builtKernels(input, informationOf).map(({ kernel, testable, bits }) => option(kernel, true, testable, bits)),
    ...tellingCommits(input, informationOf).map(({ at, patch, testable, bits }) =>
      option({ at, patch, id: graph.ids[at] ?? '' }, false, testable, bits),
    ),
    ...controls.map((control) => option(control, false, control.testable, 0)),
  ]
  // What is not known of the candidates may be how often good kernels fail.
  if (goodRevision !== undefined) list.push(option({ at: BEFORE, id: goodRevision }, true, 1, 0))
  const imaginable = informationOf(undefined).reduce((most, bits) => Math.max(most, bits), 0)
  return { list, imaginable }
}

const isAnswered = ({ passes, failures, image, at }: Tested): boolean =>
  at !== BEFORE && image === undefined && passes + failures > 0

type InformationOf = (patch: number | undefined) => Float64Array

function informationByPatch({ graph, partition, belief }: OptionInput): InformationOf {
  const known = new Map<number | undefined, Float64Array>()
  return (patch) => {
    let bits = known.get(patch)
    if (!bits) {
      bits = singleRunInformation(graph, partition, belief, patch)
      // What a person says of a commit stands: its runs would count for nothing.
      for (const { at } of partition.overrides) bits[at] = 0
      // What gave its answer without an image, as where the test is the build, gives no other.
      for (const one of partition.tested) if (one.patch === patch && isAnswered(one)) bits[one.at] = 0
      known.set(patch, bits)
    }
    return bits
  }
}

function builtKernels({ partition: { tested } }: OptionInput, informationOf: InformationOf) {
  const answers = chanceToAnswer(tested)
  return tested.flatMap((kernel) => {
    if (kernel.image === undefined) return []
    const testable = answers(kernel)
    // Of a patch on an older commit its runs are weighed one by one.
    const bits = kernel.at === BEFORE ? Infinity : (informationOf(kernel.patch)[kernel.at] ?? 0)
    return bits > LEAST_BITS && testable > 0 ? [{ kernel, testable, bits }] : []
  })
}

/** Of the commits without an image, the most telling of each section of the posterior. */
function tellingCommits(input: OptionInput, informationOf: InformationOf) {
  const { graph, partition, belief, testable, fix } = input
  const built = new Set(partition.tested.filter(({ image }) => image !== undefined).map(({ at }) => at))
  const bad = badness(graph, belief)
  const best = Array.from({ length: SECTIONS + 1 }, (): Telling | undefined => undefined)
  const plain = informationOf(undefined)
  const patched = fix && informationOf(fix.patch)
  for (let at = 0; at < graph.size; at++) {
    const isPatched = fix?.region[at] === 1
    const bits = (isPatched ? patched?.[at] : plain[at]) ?? 0
    const likely = testable[at] ?? 1
    if (bits * likely <= LEAST_BITS || built.has(at)) continue
    const one = { at, patch: isPatched ? fix?.patch : undefined, testable: likely, bits }
    const section = Math.floor((bad[at] ?? 0) * SECTIONS)
    const rival = best[section]
    const name = (place: number) => graph.ids[place] ?? ''
    if (!rival || better(one.bits * one.testable, name(at), rival.bits * rival.testable, name(rival.at)))
      best[section] = one
  }
  return best.flatMap((one) => one ?? [])
}

interface Telling extends Kernel {
  readonly testable: number
  readonly bits: number
}

/** Share of the commits' probability that lies on what a kernel has. */
export function massOf({ graph, belief: { commits } }: Pick<OptionInput, 'graph' | 'belief'>, kernel: Kernel): number {
  const contents = contentsOf(graph, kernel)
  let [inside, all] = [0, 0]
  // Walked for every test at every decision: an iterator over entries takes five times as long.
  for (let at = 0; at < commits.length; at++) {
    const mass = commits[at] ?? 0
    all += mass
    if (contents[at]) inside += mass
  }
  return all > 0 ? inside / all : 0
}

// A difference that rounding makes is none: ties go to the smaller id.
export function better(worth: number, id: string, than: number, rival: string): boolean {
  if (Math.abs(worth - than) <= 1e-9 * Math.max(worth, than)) return id < rival
  return worth > than
}
