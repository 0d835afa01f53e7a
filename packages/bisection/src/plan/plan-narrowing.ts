import {
  type Choice,
  type CommitGraph,
  type Decision,
  decide,
  type Evidence as EngineEvidence,
  furtherRuns,
  type Outcome,
  type Tally,
} from '@kbisect/bisect'
import type { Basis, BisectionResult, Check } from '@kbisect/contracts'
import { isClear, looksBad, type SeenRuns } from '../model/clear-answer.ts'
import type { Evidence } from '../model/evidence.ts'
import {
  type BisectionRecord,
  type IdleSlots,
  type PendingTask,
  type RangeCommit,
  revisionKey,
  type Task,
} from '../model/facts.ts'
import { findingsOf } from '../model/findings.ts'
import { inFlightOf, median, pendingTasks } from '../model/in-flight.ts'
import { mainTarget } from '../model/main-target.ts'
import type { CandidateChange } from '../model/ports.ts'
import { type Counting, countingOf, type RangeEvidence, readRangeEvidence } from '../model/range-evidence.ts'
import { candidateVerdict } from './candidate-verdict.ts'
import { configDrift, driftOfRange } from './config-drift.ts'
import { restsOnPeople } from './format-override.ts'
import { contradictionWords, likeliestWords, untestedWords } from './format-range.ts'
import { furtherBoots } from './next-boot-attempts.ts'
import { patchAssumptions, patchWords } from './patched-proof.ts'
import type { Boundaries } from './plan-boundaries.ts'
import { ranked } from './search-state.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'

// A build counts as this many runs until both were seen.
const BUILD_COST = 10

export interface Narrowed {
  readonly culprit: RangeCommit
  readonly probability: number
  /** Runs of all kernels that have the fault. */
  readonly badRuns: Tally
  /** Expected share of runs that fail with the fault and without it. */
  readonly rates: { readonly bad: number; readonly good: number }
  /**
   * Boots that make it surer, for when all else is proved, and for when its revert did not help.
   */
  readonly further: { readonly proved: readonly Task[]; readonly doubted: readonly Task[] }
}

export interface Narrowing {
  readonly answer: StageAnswer<Narrowed>
  /** What the search found besides. */
  readonly found: Pick<BisectionResult, 'signature' | 'findings' | 'drift' | 'canChange' | 'ranked' | 'basis'>
  readonly decision: Decision
  readonly withdraw: readonly Task[]
  readonly candidates: readonly CandidateChange[]
}

export interface NarrowingInput {
  readonly record: BisectionRecord
  readonly range: readonly RangeCommit[]
  readonly graph: CommitGraph
  readonly evidence: Evidence
  readonly boundaries: Boundaries
  /** What the merge bases showed. */
  readonly bases: readonly Check[]
  readonly pending: readonly PendingTask[]
  readonly idle: IdleSlots
  readonly noops: ReadonlySet<string>
  readonly suspicion: ReadonlyMap<string, number> | undefined
}

/** Gives the engine what is known, and turns what it decides into tasks or an answer. */
export function planNarrowing(input: NarrowingInput): Narrowing {
  const { record, graph, evidence, boundaries, range } = input
  const counting = countingOf(record, evidence, boundaries.expected)
  const { known, asked, decision, calibration } = weigh(input, counting)
  const pending = pendingTasks(input.pending, mainTarget(record))
  // What is done already is not asked for again, whatever the engine hopes to learn from it.
  const tasks = decision.start.flatMap((choice) => tasksOf(choice, counting, pending)).filter(isUndone(evidence))
  const withdraw = pending.filter(
    ({ revision }) => !revision.reverted && !revision.merged && decision.cancel.includes(revision.commit),
  )
  const drifted = configDrift(record, evidence)
  const found = {
    signature: boundaries.signature ?? null,
    findings: findingsOf(range, known),
    drift: driftOfRange(range, drifted),
    canChange: decision.posterior.canChange,
    ranked: ranked(range, decision.posterior, 10),
    basis: basisOf(graph, decision, known),
  }
  return {
    answer:
      calibration.length > 0
        ? { kind: 'needs', tasks: calibration }
        : answerOf(input, { counting, asked, decision, tasks, known, found }),
    found,
    decision,
    withdraw,
    candidates: range.map(({ hash }, at) => ({
      ...candidateVerdict(hash, at, decision, known),
      drift: drifted.get(hash) ?? null,
    })),
  }
}

/**
 * What is known and what follows. Which runs are clear depends on how often the failure shows,
 * which the boundaries say at first; where some kernels end in several ways, all runs then say it
 * better.
 */
function weigh(input: NarrowingInput, counting: Counting) {
  const { graph, boundaries } = input
  const known = readRangeEvidence(counting, graph, boundaries)
  const asked = questionOf(input, counting, known)
  const decision = askEngine(input, counting, asked)
  const isMixed = [...known.showings.values()].some(
    ({ passes, failures, others }) => others > 0 && passes + failures > 0,
  )
  if (!isMixed) return { known, asked, decision, calibration: [] }
  const { withCulprit, withoutCulprit } = basisOf(graph, decision, known)
  const seen = { bad: withCulprit, good: withoutCulprit }
  const again = readRangeEvidence(counting, graph, seen)
  const calibration = goodRunsFor(input, counting, again, seen)
  const askedAgain = questionOf(input, counting, again)
  const decided = askEngine(input, counting, askedAgain)
  // With these runs it may choose otherwise.
  return {
    known: again,
    asked: askedAgain,
    decision: calibration.length > 0 ? { ...decided, start: [] } : decided,
    calibration,
  }
}

// From so many runs of the good revision it is known well enough how often good kernels fail.
const GOOD_RUNS = 12

/**
 * Runs of the good revision, where a kernel seems bad that fails otherwise as well, and good
 * kernels may fail like it for all that is known.
 */
function goodRunsFor(
  { record, graph, evidence }: NarrowingInput,
  counting: Counting,
  known: RangeEvidence,
  seen: SeenRuns,
): Task[] {
  const { hash } = record.good
  const isOpen = [...known.showings].some(
    ([commit, showing]) =>
      graph.indexOf(commit) !== graph.size - 1 &&
      looksBad(showing, seen) &&
      !isClear(showing, seen) &&
      !showing.override,
  )
  if (!isOpen || !isBuilt(hash, counting)) return []
  return furtherBoots(
    evidence,
    { commit: hash },
    counting.target,
    GOOD_RUNS - evidence.runs({ commit: hash }, counting.target).length,
  )
}

/** What the probabilities rest on. */
function basisOf(graph: CommitGraph, decision: Decision, known: RangeEvidence): Basis {
  const withCulprit = { passes: 0, failures: 0 }
  const withoutCulprit = { passes: known.before.passes, failures: known.before.failures }
  let commits = 0
  for (const [hash, { passes, failures, override }] of known.showings) {
    const at = graph.indexOf(hash)
    if (override || at === undefined || passes + failures === 0) continue
    commits++
    const side = (decision.posterior.bad[at] ?? 0) >= 0.5 ? withCulprit : withoutCulprit
    side.passes += passes
    side.failures += failures
  }
  const { bad, good } = decision.posterior.failureRate
  const share = (value: number) => Number(value.toFixed(4))
  return { commits, withCulprit, withoutCulprit, rates: { withCulprit: share(bad), withoutCulprit: share(good) } }
}

/** All that the engine is to know. */
function questionOf(
  { evidence, record, pending, noops, suspicion }: NarrowingInput,
  counting: Counting,
  known: RangeEvidence,
): EngineEvidence {
  return {
    commits: known.commits,
    patched: known.patched,
    skipped: known.skipped,
    older: record.good.hash,
    before: known.before,
    overrides: known.overrides,
    // A build says all that there is to say.
    ...(isBuilt(record.good.hash, counting) ? { goodRevision: record.good.hash } : {}),
    imagesBefore: known.imagesBefore,
    noops,
    inFlight: inFlightOf(pending, mainTarget(record), evidence),
    ...(suspicion ? { suspicion } : {}),
  }
}

function askEngine(
  { graph, evidence, pending, idle }: NarrowingInput,
  counting: Counting,
  asked: EngineEvidence,
): Decision {
  // Somebody must come next even when every host works for others; beyond that only idle hosts are
  // used.
  const least = pending.length === 0 ? 1 : 0
  const slots = {
    build: Math.max(least, idle.build),
    boot: Math.max(least, idle.boot),
    total: Math.max(least, idle.build),
  }
  // Compilers do not flake.
  const options = counting.test === 'build' ? { rates: { bad: 1, good: 0 } } : {}
  return decide(graph, asked, costsOf(evidence, counting), slots, options)
}

/** Whether it can be run again: where the test is the build, nothing can. */
const isBuilt = (commit: string, { evidence, target, test }: Counting): boolean =>
  test !== 'build' && evidence.build({ commit }, target)?.result === 'built'

/**
 * Seconds of a build and of a run, as seen so far on the target: of the search's builds, not of the
 * first, which compiles all.
 */
function costsOf({ facts }: Evidence, { target, test }: Counting) {
  const builds = facts.builds.filter(
    (build) => build.targetKey === target.key && build.result === 'built' && !build.clean,
  )
  const runs = facts.runs.filter((run) => run.targetKey === target.key && run.result.kind === 'passed')
  if (test === 'build' || builds.length < 3 || runs.length === 0) return { build: BUILD_COST, run: 1 }
  const usual = (list: readonly { seconds: number }[]) => Math.max(0.1, median(list.map(({ seconds }) => seconds)) ?? 1)
  return { build: usual(builds), run: usual(runs) }
}

const isUndone =
  (evidence: Evidence) =>
  ({ kind, revision, target }: Task): boolean =>
    kind === 'boot' || evidence.build(revision, target) === undefined

/** What a choice means on the hosts: a build, and its boots once it is there. */
function tasksOf(
  { commit, stage, patch, runs }: Choice,
  { evidence, target }: Counting,
  pending: readonly Task[],
): Task[] {
  const plain = { commit }
  const revision = patch === undefined ? plain : { commit, patched: patch }
  if (stage === 'build') return [{ kind: 'build', revision, target }]
  const key = revisionKey(revision)
  const underWay = pending.filter((task) => task.kind === 'boot' && revisionKey(task.revision) === key).length
  return furtherBoots(evidence, revision, target, underWay + runs)
}

/** Runs of kernels that are there. Compilers do not flake, and give none. */
function furtherBootsOf({ graph, evidence, idle }: NarrowingInput, counting: Counting, asked: EngineEvidence) {
  const costs = costsOf(evidence, counting)
  const boots = (standing: 'proved' | 'doubted'): Task[] =>
    counting.test === 'build'
      ? []
      : furtherRuns(graph, asked, costs, Math.max(1, idle.boot), standing).flatMap((choice) =>
          tasksOf(choice, counting, []),
        )
  return { proved: boots('proved'), doubted: boots('doubted') }
}

interface Searched {
  readonly counting: Counting
  readonly asked: EngineEvidence
  readonly decision: Decision
  readonly tasks: readonly Task[]
  readonly known: RangeEvidence
  readonly found: Narrowing['found']
}

function answerOf(input: NarrowingInput, searched: Searched): StageAnswer<Narrowed> {
  const { range } = input
  const { counting, asked, decision, tasks, found } = searched
  const { outcome, posterior } = decision
  if (!outcome) {
    if (!budgetLeft(input, searched)) return overBudget(input, searched)
    if (tasks.length > 0 || input.pending.length > 0) return { kind: 'needs', tasks }
    return withoutCulprit(input, searched, { kind: 'range', commits: leftOf(input, decision) })
  }
  if (outcome.kind !== 'culprit') return withoutCulprit(input, searched, outcome)
  const culprit = range.find((commit) => commit.hash === outcome.commit)
  if (!culprit) throw new Error(`the engine named ${outcome.commit}, which is not in the range`)
  const { passes, failures } = found.basis?.withCulprit ?? { passes: 0, failures: 0 }
  const value = {
    culprit,
    probability: outcome.probability,
    badRuns: { passes, failures },
    rates: posterior.failureRate,
    further: furtherBootsOf(input, counting, asked),
  }
  return { kind: 'passed', value }
}

function budgetLeft({ record, evidence }: NarrowingInput, { tasks }: Searched): boolean {
  const budget = record.request.budget?.builds
  return budget === undefined || tasks.every(({ kind }) => kind === 'boot') || evidence.facts.builds.length < budget
}

const checksOf = ({ boundaries, bases }: NarrowingInput) => [...boundaries.checks, ...bases]

const leftOf = ({ range }: NarrowingInput, { posterior }: Decision): string[] =>
  range.filter((_, at) => posterior.possible[at] === 1).map(({ hash }) => hash)

function overBudget(input: NarrowingInput, { decision, found }: Searched): StageAnswer<never> {
  const left = leftOf(input, decision)
  const budget = input.record.request.budget?.builds
  const spent = `The budget of ${budget} builds is spent with ${left.length} commits left.`
  const reason = `${spent}${likeliestWords(found.ranked)}${restsOnPeople(input.evidence.facts.overrides)}`
  const outcome = { outcome: 'range', label: 'range', cause: 'budget' } as const
  return { kind: 'ends', result: resultOf({ ...found, ...outcome, checks: checksOf(input), reason, range: left }) }
}

function withoutCulprit(
  input: NarrowingInput,
  { found, known }: Searched,
  outcome: Exclude<Outcome, { kind: 'culprit' }>,
): StageAnswer<never> {
  const facts = { ...found, checks: checksOf(input) }
  const people = restsOnPeople(input.evidence.facts.overrides)
  if (outcome.kind === 'no-change') {
    const chance = 'Nothing in the range changed how often it fails: what looked like a regression was chance.'
    const reason = `${chance}${people}`
    const words = { outcome: 'not-reproduced', label: 'not a regression', cause: 'no change' } as const
    return { kind: 'ends', result: resultOf({ ...facts, ...words, reason }) }
  }
  if (outcome.kind === 'inconsistent') {
    const words = { outcome: 'inconclusive', label: 'inconsistent', cause: 'contradiction' } as const
    return {
      kind: 'ends',
      result: resultOf({ ...facts, ...words, reason: `${contradictionWords(outcome, known)}${people}` }),
    }
  }
  const left = [...outcome.commits]
  const counting = countingOf(input.record, input.evidence, input.boundaries.expected)
  const patches = patchWords(counting, left)
  const assumptions = patchAssumptions(counting, left)
  const reason = `One of ${left.length} commits: ${untestedWords(left, known)}.${patches}${likeliestWords(found.ranked)}${people}`
  const words = { outcome: 'range', label: 'range', cause: 'untestable commits' } as const
  return { kind: 'ends', result: resultOf({ ...facts, ...words, assumptions, reason, range: left }) }
}
