import {
  type Choice,
  type CommitGraph,
  type Decision,
  decide,
  type Evidence as EngineEvidence,
  type Tally,
} from '@kbisect/bisect'
import type { Signature } from '@kbisect/verdict'
import { candidateVerdict } from './candidate-verdict.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, IdleSlots, PendingTask, RangeCommit, Task } from './facts.ts'
import { furtherBoots } from './further-boots.ts'
import { inFlightOf, median, pendingTasks } from './in-flight.ts'
import type { Ends } from './plan-ends.ts'
import type { CandidateChange } from './ports.ts'
import { mainTarget } from './question.ts'
import { type Counting, countingOf, type RangeEvidence, readRangeEvidence } from './range-evidence.ts'
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
  /** The fix that was applied where commits did not build; undefined: none was. */
  readonly fix: string | undefined
}

export interface Narrowing {
  readonly answer: StageAnswer<Narrowed>
  readonly decision: Decision
  readonly withdraw: readonly Task[]
  readonly candidates: readonly CandidateChange[]
}

export interface NarrowingInput {
  readonly record: BisectionRecord
  readonly range: readonly RangeCommit[]
  readonly graph: CommitGraph
  readonly evidence: Evidence
  readonly ends: Ends
  readonly pending: readonly PendingTask[]
  readonly idle: IdleSlots
  readonly noops: ReadonlySet<string>
  readonly suspicion: ReadonlyMap<string, number> | undefined
}

/** Gives the engine what is known, and turns what it decides into tasks or an answer. */
export function planNarrowing(input: NarrowingInput): Narrowing {
  const { record, graph, evidence, ends, range } = input
  const counting = countingOf(record, evidence, ends.expected)
  const known = readRangeEvidence(counting, graph)
  const decision = askEngine(input, counting, known)
  const pending = pendingTasks(input.pending, mainTarget(record))
  const tasks = decision.start.flatMap((choice) => tasksOf(choice, counting, pending))
  const withdraw = pending.filter(
    ({ revision }) => revision.reverted === undefined && decision.cancel.includes(revision.commit),
  )
  return {
    answer: answerOf(input, decision, tasks, known),
    decision,
    withdraw,
    candidates: range.map(({ hash }, at) => candidateVerdict(hash, at, decision, known)),
  }
}

function askEngine(input: NarrowingInput, counting: Counting, known: RangeEvidence): Decision {
  const { graph, evidence, record, pending, idle, noops, suspicion } = input
  const inFlight = inFlightOf(pending, mainTarget(record), evidence)
  const asked: EngineEvidence = {
    commits: known.commits,
    patched: known.patched,
    before: known.before,
    // A build says all that there is to say.
    ...(counting.test === 'build' ? {} : { goodEnd: record.good.hash }),
    imagesBefore: known.imagesBefore,
    noops,
    inFlight,
    ...(suspicion ? { suspicion } : {}),
  }
  // Somebody must come next even when every host works for others; beyond that only idle hosts are used.
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

/** Seconds of a build and of a run, as seen so far on the target: of the search's builds, not of the first, which compiles all. */
function costsOf({ facts }: Evidence, { target, test }: Counting) {
  const builds = facts.builds.filter((build) => build.targetKey === target.key && build.result === 'built')
  const runs = facts.runs.filter((run) => run.targetKey === target.key && run.signal.kind === 'passed')
  if (test === 'build' || builds.length < 3 || runs.length === 0) return { build: BUILD_COST, run: 1 }
  const usual = (list: readonly { seconds: number }[]) => Math.max(0.1, median(list.map(({ seconds }) => seconds)) ?? 1)
  return { build: usual(builds), run: usual(runs) }
}

/** What a choice means on the hosts: a build, and its boots once it is there. */
function tasksOf(
  { commit, stage, patch, runs }: Choice,
  { evidence, target }: Counting,
  pending: readonly Task[],
): Task[] {
  const plain = { commit }
  const revision = patch === undefined ? plain : { commit, patched: patch }
  if (stage === 'build') return [{ kind: 'build', revision, target }]
  const underWay = pending.filter((task) => task.kind === 'boot' && task.revision.commit === commit).length
  return furtherBoots(evidence, bootable(evidence, commit, target), target, underWay + runs)
}

/** The revision of a commit that has an image: itself, or with the fix that made it build. */
function bootable(evidence: Evidence, commit: string, target: Counting['target']) {
  const revisions = evidence.testedRevisions(target).filter((one) => one.commit === commit && !one.reverted)
  return revisions.find((one) => evidence.build(one, target)?.result === 'built') ?? { commit }
}

function answerOf(
  input: NarrowingInput,
  decision: Decision,
  tasks: readonly Task[],
  known: RangeEvidence,
): StageAnswer<Narrowed> {
  const { range, record, evidence, ends } = input
  const { outcome, posterior } = decision
  const facts = {
    signature: ends.signature ?? null,
    checks: [...ends.checks],
    findings: otherFailures(known),
    canChange: posterior.canChange,
    ranked: ranked(range, posterior, 10),
  }
  if (!outcome) {
    const budget = record.request.budget?.builds
    const builds = tasks.some((task) => task.kind === 'build')
    if (budget === undefined || !builds || evidence.facts.builds.length < budget) return { kind: 'needs', tasks }
    const left = range.filter((_, at) => posterior.possible[at] === 1).map(({ hash }) => hash)
    const reason = `The budget of ${budget} builds is spent with ${left.length} commits left.`
    return { kind: 'ends', result: resultOf({ ...facts, outcome: 'range', label: 'range', reason, range: left }) }
  }
  if (outcome.kind === 'no-change') {
    const reason = 'Nothing in the range changed how often it fails: what looked like a regression was chance.'
    return {
      kind: 'ends',
      result: resultOf({ ...facts, outcome: 'not-reproduced', label: 'not a regression', reason }),
    }
  }
  if (outcome.kind === 'inconsistent') {
    const reason = contradiction(outcome)
    return { kind: 'ends', result: resultOf({ ...facts, outcome: 'inconclusive', label: 'inconsistent', reason }) }
  }
  if (outcome.kind === 'range') {
    const left = [...outcome.commits]
    const reason = `One of ${left.length} commits: the others of them cannot be tested.`
    return { kind: 'ends', result: resultOf({ ...facts, outcome: 'range', label: 'range', reason, range: left }) }
  }
  const culprit = range.find((commit) => commit.hash === outcome.commit)
  if (!culprit) throw new Error(`the engine named ${outcome.commit}, which is not in the range`)
  const fix = fixOf(evidence, record)
  const value = {
    culprit,
    probability: outcome.probability,
    badRuns: countBadRuns(input, decision, known),
    rates: posterior.failureRate,
    fix,
  }
  return { kind: 'passed', value }
}

const fixOf = (evidence: Evidence, record: BisectionRecord): string | undefined =>
  evidence.testedRevisions(mainTarget(record)).find((one) => one.patched)?.patched

// Runs of every commit that most likely has the fault.
function countBadRuns({ graph }: NarrowingInput, { posterior }: Decision, known: RangeEvidence): Tally {
  let passes = 0
  let fails = 0
  for (const [hash, showing] of known.showings) {
    const at = graph.indexOf(hash)
    if (at === undefined || (posterior.bad[at] ?? 0) < 0.5) continue
    passes += showing.passes
    fails += showing.fails
  }
  return { passes, fails }
}

/** Failures that are not the one searched for, with the commits that showed them. */
export function otherFailures({ showings }: Pick<RangeEvidence, 'showings'>) {
  const found = new Map<string, { signature: Signature; commits: string[] }>()
  for (const [hash, { otherSignature, build, passes, fails }] of showings) {
    const compile = build?.result === 'failed' && passes + fails === 0 ? (build.signature ?? undefined) : undefined
    const signature = otherSignature ?? compile
    if (!signature) continue
    const known = found.get(signature.text)
    if (known) known.commits.push(hash)
    else found.set(signature.text, { signature, commits: [hash] })
  }
  return [...found.values()]
}

function contradiction({ bad, good }: { readonly bad: readonly string[]; readonly good: readonly string[] }): string {
  const name = (hashes: readonly string[]) => hashes.map((hash) => hash.slice(0, 12)).join(', ')
  if (good.length === 0 || bad.length === 0) return 'No single commit of the range explains what was seen.'
  return `${name(bad)} failed, but ${name(good)}, which came later, passed: the failure went and came back, or depends on something else.`
}
