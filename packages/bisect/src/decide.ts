import { type Belief, badness, believe, effectiveCount } from './belief.ts'
import { type Choices, choose } from './choose.ts'
import type { CommitGraph } from './commit-graph.ts'
import { type AppliedFix, controlsOf, patchesInQuestion } from './controls.ts'
import { type FixForward, fixForward } from './fix-forward.ts'
import { BEFORE, contentsOf, type Kernel } from './kernel.ts'
import { type Partition, partCandidates, type Tested } from './partition.ts'
import { noopsOf, priorOf } from './prior.ts'
import { CAREFUL, JEFFREYS, knownRates, MIXTURE, sameKnownRate } from './rates.ts'
import type { Choice, Costs, Decision, Evidence, InFlight, Outcome, Posterior, Slots } from './terms.ts'
import { testability } from './testability.ts'

/** The culprit is named when nothing else has more than one chance in a hundred. */
const SURE = 0.99
const NO_CHANGE_AT_MOST = 0.01
const SURE_OF_NO_CHANGE = 0.99
const SURE_OF_NOT_MONOTONE = 0.95
// What the tests must have left at least of a commit's likelihood for it to count as possible.
const POSSIBLE = 1 / 16
// When no test that can be made tells this share of what tests could tell, the rest cannot be
// tested.
const REACHABLE_SHARE = 0.05
// Runs that tell less than this, in bits, would have to be made for ever.
const LEAST_BITS = 1e-3
// After so many runs more will not help either. Searches for failures that show in one boot of five
// take two hundred.
const MOST_RUNS = 800
// Then a commit is named all the same from here on.
const PROBABLE = 0.9
// A untestable region is fixed when tests that can be made tell less than this share of what tests
// could tell.
const MOSTLY_BROKEN = 0.4

export interface DecideOptions {
  /** Known rates instead of unknown ones: what an oracle would do, for comparison. */
  readonly rates?: { readonly bad: number; readonly good: number }
  /**
   * Probability that a commit can be tested, by index, instead of an estimate: what one would do
   * who knows more, for comparison.
   */
  readonly testable?: Float64Array
  /**
   * Share of the probability of all commits from which on one of them is named; default: 0.99, as
   * for its probability.
   */
  readonly sure?: number
}

/**
 * What is believed of a range, what to test next, what to stop, and whether the search is over. A
 * pure function: equal arguments give equal answers, in whatever order the evidence came, so a
 * search can be taken up by replaying it.
 *
 * The posterior is exact under a mixture of failure rates (see {@link MIXTURE}); the next tests are
 * those with the most information about the culprit for their cost. Without noise and with equal
 * costs that is git's rule: halve what is left. The culprit must be sure under the mixture and
 * under Jeffreys' prior alone: the mixture is too sure where kernels fail half the time.
 *
 * @param graph commits that are ancestors of the bad revision and not of the good one
 * @param evidence at least the runs of both revisions
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
  const belief = options.rates
    ? believe(graph, partition, prior, knownRates(options.rates), sameKnownRate(options.rates))
    : believe(graph, partition, prior, MIXTURE)
  const best = mostLikely(graph, belief)
  const even = isHidden(graph, partition, best) ? evenPrior(graph, evidence, partition) : undefined
  const isLeading = (belief.commits[best] ?? 0) >= SURE || even !== undefined
  const wary = options.rates || !isLeading ? belief : believe(graph, partition, even ?? prior, JEFFREYS)
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
  const cautious = options.rates || isLeading ? wary : believe(graph, partition, prior, CAREFUL)
  const { testable, fix, applied } = options.testable
    ? unpatched(options.testable)
    : reach(graph, evidence, partition, belief)
  const aimed = inFlight.map((test) =>
    fix.kind === 'search' && test.commit === fix.next ? { ...test, runs: 0 } : test,
  )
  const choices = choose({
    graph,
    partition,
    belief: cautious,
    testable,
    fix: applied,
    controls: controlsOf(graph, evidence, partition.tested, applied),
    goodRevision: evidence.goodRevision,
    inFlight: aimed,
    costs,
    slots,
  })
  const flying = [
    ...choices.watched,
    ...aimed.filter(({ runs }) => runs === 0).map(({ commit }) => fixSearch(graph, posterior, commit)),
  ]
  const { start } = choices
  if (fix.kind === 'search' && choices.reachable < MOSTLY_BROKEN * choices.imaginable) {
    const looking = [...aimed, ...start].some(({ commit, runs }) => runs === 0 || commit === fix.next)
    const rest = looking ? undefined : withRoomForBuild(start, choices.free)
    const look = rest && [fixSearch(graph, posterior, fix.next), ...rest]
    return { posterior, start: look ?? start, flying, cancel: choices.cancel }
  }
  const waiting = inFlight.some(({ commit }) => !choices.cancel.includes(commit))
  if (!waiting && (isStuck(choices) || isWornOut(partition))) {
    const plausible = even ? believe(graph, partition, even, MIXTURE) : belief
    const left = withPatches(partition, credible(plausible), applied)
    return over(settle(graph, partition, belief, wary, best, choices, left))
  }
  return { posterior, start, flying, cancel: choices.cancel }
}

// Sums differ in their last digits by the order of what is added, and what is stopped first can
// save another.
function inOrder(inFlight: readonly InFlight[]): InFlight[] {
  return [...inFlight].sort((a, b) => (a.commit === b.commit ? a.done - b.done : a.commit < b.commit ? -1 : 1))
}

interface Reach {
  readonly testable: Float64Array
  readonly fix: FixForward
  /** The fix, where there is one to apply. */
  readonly applied: AppliedFix | undefined
}

const unpatched = (testable: Float64Array): Reach => ({ testable, fix: { kind: 'none' }, applied: undefined })

/** What can be tested: as it is, or with a fix that was found. */
function reach(graph: CommitGraph, { skipped }: Evidence, { tested }: Partition, belief: Belief): Reach {
  const plain = tested.filter(({ patch }) => patch === undefined)
  const asIs = testability(graph, plain)
  const lost = plain.some(({ untestable }) => untestable)
  const fix: FixForward =
    lost || plain.length < tested.length ? fixForward(graph, plain, belief.commits, asIs) : { kind: 'none' }
  const patch = fix.kind === 'fix' ? graph.indexOf(fix.fix) : undefined
  if (fix.kind !== 'fix' || patch === undefined) return { testable: asIs.likely, fix, applied: undefined }
  const region = fix.region.slice()
  // What does not build with the fix, and was not tried without it, may build without it.
  const tried = new Set(plain.map(({ at }) => at))
  const rejected = tested.filter((one) => one.patch === patch && one.untestable && !tried.has(one.at))
  for (const { at } of rejected) if (at !== BEFORE) region[at] = 0
  const somehow = testedSomehow(
    tested.filter((one) => !rejected.includes(one)),
    patch,
  )
  // What was broken is open again, unless it is broken with the fix as well.
  const { likely } = testability(
    graph,
    somehow.filter((one) => !opened(one, region)),
  )
  for (const one of somehow) if (opened(one, region) && !skipped?.has(one.id)) likely[one.at] = 1
  for (const { at } of rejected) if (at !== BEFORE) likely[at] = asIs.likely[at] ?? 1
  return { testable: likely, fix, applied: { patch, region } }
}

const opened = ({ at, patch, untestable }: Tested, region: Uint8Array): boolean =>
  patch === undefined && untestable && region[at] === 1

/**
 * What is known of each commit: as it is, or with a patch where it does not build as it is, this
 * patch before others.
 */
function testedSomehow(tested: readonly Tested[], patch: number): Tested[] {
  const known = new Map<number, Tested>()
  const value = (one: Tested) =>
    one.patch === undefined ? (one.untestable ? 1 : 4) : one.patch === patch ? 3 : one.untestable ? 0 : 2
  for (const one of tested) {
    const other = known.get(one.at)
    if (one.at !== BEFORE && (!other || value(one) > value(other))) known.set(one.at, one)
  }
  return [...known.values()].sort((a, b) => a.at - b.at)
}

/**
 * The same tests, without the least telling one if its slot is needed for a build; undefined where
 * none can be had.
 */
function withRoomForBuild(start: readonly Choice[], free: Slots): readonly Choice[] | undefined {
  if (free.build > 0 && free.total > 0) return start
  const last = start.findLastIndex(({ stage }) => free.build > 0 || stage === 'build')
  return last < 0 ? undefined : start.filter((_, at) => at !== last)
}

function fixSearch(graph: CommitGraph, posterior: Posterior, commit: string): Choice {
  const bad = posterior.bad[graph.indexOf(commit) ?? -1] ?? 0
  return { commit, stage: 'build', runs: 0, bits: 0, bad, worth: 0 }
}

/**
 * Whether tests cannot tell a commit from its neighbours by themselves: it, or a parent, does not
 * build. What sets it apart is then evidence on other kernels, or only that it looks more
 * suspicious.
 */
function isHidden(graph: CommitGraph, { tested }: Partition, best: number): boolean {
  const near = new Set([best, ...graph.parentsOf(best)])
  return tested.some(({ at, patch, untestable }) => near.has(at) && patch === undefined && untestable)
}

/** The prior without any suspicion: undefined when there is none. */
function evenPrior(graph: CommitGraph, { suspicion, ...rest }: Evidence, { tested }: Partition) {
  return suspicion === undefined ? undefined : priorOf(graph, rest, tested)
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
  if (commit === undefined || probability < SURE || belief.noChange > NO_CHANGE_AT_MOST) return undefined
  if (Math.min(shareOf(belief, best), shareOf(wary, best)) < sure) return undefined
  return { kind: 'culprit', commit, probability }
}

/** Of the probability of all single commits. */
const shareOf = ({ commits }: Belief, at: number): number =>
  (commits[at] ?? 0) / commits.reduce((sum, one) => sum + one, 0)

/**
 * What is said when further tests would tell next to nothing: the likeliest, with its honest
 * probability.
 */
function settle(
  graph: CommitGraph,
  partition: Partition,
  belief: Belief,
  wary: Belief,
  best: number,
  { imaginable }: Choices,
  left: readonly number[],
): Outcome {
  const untold: Outcome = { kind: 'range', commits: left.map((at) => graph.ids[at] ?? '') }
  // There is something to tell; it cannot be reached.
  if (imaginable >= LEAST_BITS && !isWornOut(partition)) return untold
  const probability = Math.min(belief.commits[best] ?? 0, wary.commits[best] ?? 0)
  const { noChange, notMonotone } = belief
  if (noChange > Math.max(probability, notMonotone)) return { kind: 'no-change' }
  if (notMonotone > probability) return { kind: 'inconsistent', ...contradiction(graph, partition) }
  const commit = graph.ids[best]
  return commit !== undefined && probability >= PROBABLE ? { kind: 'culprit', commit, probability } : untold
}

const isWornOut = ({ total }: Partition): boolean => total.failures + total.passes >= MOST_RUNS

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
function credible({ commits }: Belief): number[] {
  const order = [...commits.keys()].sort((a, b) => (commits[b] ?? 0) - (commits[a] ?? 0) || a - b)
  const all = commits.reduce((sum, one) => sum + one, 0)
  const kept: number[] = []
  let held = 0
  for (const at of order) {
    if (held >= SURE * all) break
    kept.push(at)
    held += commits[at] ?? 0
  }
  return kept.sort((a, b) => a - b)
}

/**
 * A range in which commits do not build has the patch that makes them build as well, unless the two
 * passed together: that the patch passes elsewhere does not say what it does to them.
 */
function withPatches({ tested }: Partition, left: readonly number[], applied: AppliedFix | undefined): number[] {
  const plain = tested.filter(({ patch }) => patch === undefined)
  if (!plain.some(({ at, untestable }) => untestable && left.includes(at))) return [...left]
  const passing = new Set(plain.filter(({ passes, failures }) => passes > failures).map(({ at }) => at))
  const added = patchesInQuestion(tested, applied).filter((patch) => !passing.has(patch))
  return [...new Set([...left, ...added])].sort((a, b) => a - b)
}

/** Kernels that passed though an ancestor of theirs failed, and these ancestors. */
function contradiction(graph: CommitGraph, { tested, overrides }: Partition) {
  const known = [
    ...tested
      .filter(({ at, failures, passes }) => at !== BEFORE && failures !== passes)
      .map(({ at, patch, failures, passes }) => ({ at, patch, bad: failures > passes })),
    ...overrides.map(({ at, bad }) => ({ at, patch: undefined, bad })),
  ].sort((a, b) => a.at - b.at)
  const failed = known.filter(({ bad }) => bad)
  const has = (one: Kernel, other: Kernel) => other.at !== one.at && contentsOf(graph, one)[other.at] === 1
  const good = known.filter((one) => !one.bad && failed.some((other) => has(one, other)))
  const bad = failed.filter((one) => good.some((other) => has(other, one)))
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
