import { type Belief, badness, believe, effectiveCount } from './belief.ts'
import { type Choices, choose } from './choose.ts'
import type { CommitGraph } from './commit-graph.ts'
import { type FixForward, fixForward } from './fix-forward.ts'
import { type Partition, partCandidates, testedOf } from './partition.ts'
import { noopsOf, priorOf } from './prior.ts'
import { CAREFUL, JEFFREYS, knownRates, MIXTURE } from './rates.ts'
import type { Choice, Costs, Decision, Evidence, InFlight, Outcome, Posterior, Slots } from './terms.ts'
import { testability } from './testability.ts'

/** The culprit is named when nothing else has more than one chance in a hundred. */
const SURE = 0.99
/**
 * How sure it should be when it is proved. At {@link SURE} the answer is wrong in up to seven cases of a thousand, as the number says;
 * the runs that are missing to this are the cheapest of all, as the kernels in question are there.
 */
export const SURE_WHEN_PROVED = 0.997
const NO_CHANGE_AT_MOST = 0.01
const SURE_OF_NO_CHANGE = 0.99
const SURE_OF_NOT_MONOTONE = 0.95
// What the tests must have left at least of a commit's likelihood for it to count as possible.
const POSSIBLE = 1 / 16
// When no test that can be made tells this share of what tests could tell, the rest cannot be tested.
const REACHABLE_SHARE = 0.05
// Runs that tell less than this, in bits, would have to be made for ever.
const LEAST_BITS = 1e-3
// After so many runs more will not help either. Searches for failures that show in one boot of five take two hundred.
const MOST_RUNS = 800
// Then a commit is named all the same from here on.
const PROBABLE = 0.9
// A broken stretch is mended when tests that can be made tell less than this share of what tests could tell.
const MOSTLY_BROKEN = 0.4

export interface DecideOptions {
  /** Known rates instead of unknown ones: what an oracle would do, for comparison. */
  readonly rates?: { readonly bad: number; readonly good: number }
  /** Probability from which on a culprit is named; default: 0.99. */
  readonly sure?: number
}

/**
 * What is believed of a range, what to test next, what to stop, and whether the search is over. A pure function: equal arguments give
 * equal answers, in whatever order the evidence came, so a search can be taken up by replaying it.
 *
 * The posterior is exact under a mixture of failure rates (see {@link MIXTURE}); the next tests are those with the most
 * information about the culprit for their cost. Without noise and with equal costs that is git's rule: halve what is left.
 * The culprit must be sure under the mixture and under Jeffreys' prior alone: the mixture is too sure where kernels fail half the
 * time.
 *
 * @param graph commits that are ancestors of the bad end and not of the good one
 * @param evidence at least the runs of both ends
 */
export function decide(
  graph: CommitGraph,
  evidence: Evidence,
  costs: Costs,
  slots: Slots,
  options: DecideOptions = {},
): Decision {
  const partition = partCandidates(graph, evidence)
  const prior = priorOf(graph, evidence, partition.tested)
  const belief = believe(graph, partition, prior, options.rates ? knownRates(options.rates) : MIXTURE)
  const best = mostLikely(graph, belief)
  const wary = options.rates || (belief.commits[best] ?? 0) < SURE ? belief : believe(graph, partition, prior, JEFFREYS)
  const posterior = describe(graph, evidence, partition, belief)
  const inFlight = inOrder(evidence.inFlight ?? [])
  const over = (outcome: Outcome): Decision => ({
    posterior,
    outcome,
    start: [],
    flying: [],
    cancel: inFlight.map(({ commit }) => commit),
  })

  const concluded = conclude(graph, partition, belief, wary, best, options.sure ?? SURE)
  if (concluded) return over(concluded)
  // An oracle has nothing to be careful about.
  const cautious = options.rates || wary !== belief ? wary : believe(graph, partition, prior, CAREFUL)
  const { testable, fix } = reach(graph, evidence, partition, belief)
  const aimed = inFlight.map((test) =>
    fix.kind === 'search' && test.commit === fix.next ? { ...test, runs: 0 } : test,
  )
  const choices = choose({
    graph,
    partition,
    belief: cautious,
    testable,
    goodEnd: evidence.goodEnd,
    inFlight: aimed,
    costs,
    slots,
  })
  const flying = [
    ...choices.watched,
    ...aimed.filter(({ runs }) => runs === 0).map(({ commit }) => fixSearch(graph, posterior, commit)),
  ]
  const start = choices.start.map((choice) => withPatch(graph, partition, choice, fix))
  if (fix.kind === 'search' && choices.reachable < MOSTLY_BROKEN * choices.imaginable) {
    const looking = [...aimed, ...start].some(({ commit, runs }) => runs === 0 || commit === fix.next)
    const rest = looking ? undefined : withRoomForBuild(start, choices.free)
    const look = rest && [fixSearch(graph, posterior, fix.next), ...rest]
    return { posterior, start: look ?? start, flying, cancel: choices.cancel }
  }
  const waiting = inFlight.some(({ commit }) => !choices.cancel.includes(commit))
  if (!waiting && (isStuck(choices) || isWornOut(partition)))
    return over(settle(graph, partition, belief, wary, best, choices))
  return { posterior, start, flying, cancel: choices.cancel }
}

// Sums differ in their last digits by the order of what is added, and what is stopped first can save another.
function inOrder(inFlight: readonly InFlight[]): InFlight[] {
  return [...inFlight].sort((a, b) => (a.commit === b.commit ? a.done - b.done : a.commit < b.commit ? -1 : 1))
}

/** What can be tested: as it is, or with a fix that was found. */
function reach(graph: CommitGraph, evidence: Evidence, { tested }: Partition, belief: Belief) {
  const none: FixForward = { kind: 'none' }
  if (!tested.some(({ untestable, patched }) => untestable || patched))
    return { testable: testability(graph, tested).likely, fix: none }
  const plain = testedOf(graph, evidence.commits)
  const asIs = testability(graph, plain)
  const fix = fixForward(graph, plain, belief.commits, asIs)
  if (fix.kind !== 'fix') return { testable: asIs.likely, fix }
  // What was broken is open again, unless it is broken with the fix as well.
  const open = tested.filter(({ at, untestable, patched }) => patched || !untestable || !fix.stretch[at])
  const { likely } = testability(graph, open)
  for (const { at, patched, untestable } of tested) if (!patched && untestable && fix.stretch[at]) likely[at] = 1
  return { testable: likely, fix }
}

/** A kernel that is there is run as it was built; one that is to be built gets the fix if it is expected not to build without. */
function withPatch(graph: CommitGraph, { tested }: Partition, choice: Choice, fix: FixForward): Choice {
  const at = graph.indexOf(choice.commit)
  if (fix.kind !== 'fix' || at === undefined) return choice
  const patch = choice.stage === 'boot' ? tested.some((one) => one.at === at && one.patched) : fix.stretch[at] === 1
  return patch ? { ...choice, patch: fix.fix } : choice
}

/** The same tests, without the least telling one if its slot is needed for a build; undefined where none can be had. */
function withRoomForBuild(start: readonly Choice[], free: Slots): readonly Choice[] | undefined {
  if (free.build > 0 && free.total > 0) return start
  const last = start.findLastIndex(({ stage }) => free.build > 0 || stage === 'build')
  return last < 0 ? undefined : start.filter((_, at) => at !== last)
}

function fixSearch(graph: CommitGraph, posterior: Posterior, commit: string): Choice {
  const bad = posterior.bad[graph.indexOf(commit) ?? -1] ?? 0
  return { commit, stage: 'build', runs: 0, bits: 0, bad, worth: 0 }
}

function conclude(
  graph: CommitGraph,
  partition: Partition,
  belief: Belief,
  wary: Belief,
  best: number,
  sure: number,
): Outcome | undefined {
  if (belief.noChange >= SURE_OF_NO_CHANGE) return { kind: 'no-change' }
  if (belief.notMonotone >= SURE_OF_NOT_MONOTONE) return { kind: 'inconsistent', ...contradiction(graph, partition) }
  const probability = Math.min(belief.commits[best] ?? 0, wary.commits[best] ?? 0)
  const commit = graph.ids[best]
  if (commit === undefined || probability < sure || belief.noChange > NO_CHANGE_AT_MOST) return undefined
  return { kind: 'culprit', commit, probability }
}

/** What is said when further tests would tell next to nothing: the likeliest, with its honest probability. */
function settle(
  graph: CommitGraph,
  partition: Partition,
  belief: Belief,
  wary: Belief,
  best: number,
  { imaginable }: Choices,
): Outcome {
  const untold: Outcome = { kind: 'range', commits: credible(graph, belief) }
  // There is something to tell; it cannot be reached.
  if (imaginable >= LEAST_BITS && !isWornOut(partition)) return untold
  const probability = Math.min(belief.commits[best] ?? 0, wary.commits[best] ?? 0)
  const { noChange, notMonotone } = belief
  if (noChange > Math.max(probability, notMonotone)) return { kind: 'no-change' }
  if (notMonotone > probability) return { kind: 'inconsistent', ...contradiction(graph, partition) }
  const commit = graph.ids[best]
  return commit !== undefined && probability >= PROBABLE ? { kind: 'culprit', commit, probability } : untold
}

const isWornOut = ({ total }: Partition): boolean => total.fails + total.passes >= MOST_RUNS

function isStuck({ reachable, imaginable }: Choices): boolean {
  return reachable < LEAST_BITS || reachable < REACHABLE_SHARE * imaginable
}

function mostLikely(graph: CommitGraph, { commits }: Belief): number {
  let best = 0
  for (let at = 1; at < commits.length; at++) {
    const mass = commits[at] ?? 0
    const rival = commits[best] ?? 0
    if (mass > rival || (mass === rival && (graph.ids[at] ?? '') < (graph.ids[best] ?? ''))) best = at
  }
  return best
}

/** The fewest commits that hold 99 % of the probability of all, in topological order. */
function credible(graph: CommitGraph, { commits }: Belief): string[] {
  const order = [...commits.keys()].sort((a, b) => (commits[b] ?? 0) - (commits[a] ?? 0) || a - b)
  const all = commits.reduce((sum, one) => sum + one, 0)
  const kept: number[] = []
  let held = 0
  for (const at of order) {
    if (held >= SURE * all) break
    kept.push(at)
    held += commits[at] ?? 0
  }
  return kept.sort((a, b) => a - b).map((at) => graph.ids[at] ?? '')
}

/** Kernels that passed though an ancestor of theirs failed, and these ancestors. */
function contradiction(graph: CommitGraph, { tested, overrides }: Partition) {
  const known = [
    ...tested
      .filter(({ fails, passes }) => fails !== passes)
      .map(({ at, fails, passes }) => ({ at, bad: fails > passes })),
    ...overrides,
  ].sort((a, b) => a.at - b.at)
  const failed = known.filter(({ bad }) => bad)
  const good = known.filter(
    (one) => !one.bad && failed.some((other) => other.at !== one.at && graph.ancestorsOf(one.at)[other.at] === 1),
  )
  const bad = failed.filter((one) => good.some(({ at }) => graph.ancestorsOf(at)[one.at] === 1))
  const names = (list: readonly { at: number }[]) => list.map(({ at }) => graph.ids[at] ?? '')
  return { bad: names(bad), good: names(good) }
}

function describe(graph: CommitGraph, evidence: Evidence, partition: Partition, belief: Belief): Posterior {
  const idle = noopsOf(graph, evidence, partition.tested)
  const possible = new Uint8Array(graph.size)
  let canChange = 0
  for (let at = 0; at < graph.size; at++) {
    const likelihood = belief.likelihood[partition.partOf[at] ?? 0] ?? 0
    if ((belief.commits[at] ?? 0) > 0 && likelihood >= POSSIBLE) possible[at] = 1
    if (!idle[at]) canChange++
  }
  const rate = (which: 'bad' | 'good') =>
    belief.commits.reduce((sum, mass, at) => sum + mass * (belief.parts[partition.partOf[at] ?? 0]?.[which] ?? 0), 0)
  const all = belief.commits.reduce((sum, one) => sum + one, 0) || 1
  return {
    commits: belief.commits,
    bad: badness(graph, belief),
    possible,
    noops: idle,
    noChange: belief.noChange,
    notMonotone: belief.notMonotone,
    effective: effectiveCount(belief),
    canChange,
    failureRate: { bad: rate('bad') / all, good: rate('good') / all },
  }
}
