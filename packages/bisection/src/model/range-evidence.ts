import type { CommitEvidence, CommitGraph, PatchedEvidence, Tally } from '@kbisect/bisect'
import { type Target, type TestKind, testOf } from '@kbisect/contracts'
import {
  checkMissedBy,
  type KernelCheck,
  type RunResult,
  type Signature,
  sameFailure,
  warningsOf,
} from '@kbisect/verdict'
import { isClear, type SeenRuns } from './clear-answer.ts'
import type { Evidence } from './evidence.ts'
import {
  type BisectionRecord,
  type BuildFact,
  type OverrideFact,
  type Revision,
  type RunFact,
  revisionKey,
} from './facts.ts'
import { failuresOfTest } from './failures-of-test.ts'
import { mainTarget } from './main-target.ts'

/** A failure that is not the one searched for. */
export interface OtherFailure {
  readonly signature: Signature
  /** Runs that showed it; 0 for a source that does not compile. */
  readonly runs: number
  /** Whether it ended them; else the kernel warned and went on. */
  readonly fatal: boolean
}

/** What a revision showed on a target, counted. */
export interface Showing extends Tally {
  /**
   * Runs that failed in another way, or passed without a check that the failure needs to be seen.
   */
  readonly others: number
  /** The check that was off in a run that passed. */
  readonly checkOff?: KernelCheck | undefined
  readonly build: BuildFact | undefined
  /** The first failure that counts, and the first other one that ended a run. */
  readonly signature: Signature | undefined
  readonly otherSignature: Signature | undefined
  /** Why a run could not judge the kernel; of the first that could not. */
  readonly skipReason?: string | undefined
  /** All others, warnings among them. */
  readonly besides: readonly OtherFailure[]
  /** The verdict that a person set: it stands instead of the runs. */
  readonly override: OverrideFact | undefined
}

/** How runs and builds of a bisection are counted. */
export interface Counting {
  readonly evidence: Evidence
  readonly target: Target
  readonly test: TestKind
  /** The failure that counts; undefined: every one does. */
  readonly expected: Signature | undefined
  /** Whether a kernel that warns and goes on has failed. */
  readonly warnings: 'ignore' | 'fail'
  /** Whether verdicts that people set count: on the target of the search alone. */
  readonly overridable: boolean
}

export function countingOf(
  record: BisectionRecord,
  evidence: Evidence,
  expected: Signature | undefined,
  target = mainTarget(record),
): Counting {
  const { warnings = 'ignore' } = record.request
  const overridable = target.key === mainTarget(record).key
  return { evidence, target, test: testOf(record.request).kind, expected, warnings, overridable }
}

/** Counts what is known of one revision. Where the test is the build, the build is its one run. */
export function showingOf(counting: Counting, revision: Revision): Showing {
  const { evidence, target } = counting
  const build = evidence.build(revision, target)
  // A verdict is about the commit: not about what else is made of it. A patch on a commit that
  // builds tells of the patch.
  const isControl =
    revision.patched !== undefined && evidence.build({ commit: revision.commit }, target)?.result === 'built'
  const isCommit = !revision.reverted && !revision.merged && !isControl
  const override = counting.overridable && isCommit ? evidence.override(revision.commit) : undefined
  if (counting.test === 'build') return { ...showingOfBuild(counting, build), override }
  return { ...countRuns(counting, evidence.runs(revision, target)), build, override }
}

const counts = ({ expected }: Counting, signature: Signature): boolean =>
  expected === undefined || sameFailure(signature, expected)

function showingOfBuild(counting: Counting, build: BuildFact | undefined): Omit<Showing, 'override'> {
  const none = {
    passes: 0,
    failures: 0,
    others: 0,
    build,
    signature: undefined,
    otherSignature: undefined,
    besides: [],
  }
  if (!build || build.result === 'conflict') return none
  if (build.result === 'built') return { ...none, passes: 1 }
  const signature = build.signature ?? undefined
  if (!signature || counts(counting, signature)) return { ...none, failures: 1, signature }
  return { ...none, others: 1, otherSignature: signature, besides: [{ signature, runs: 0, fatal: true }] }
}

function countRuns(counting: Counting, runs: readonly RunFact[]): Omit<Showing, 'build' | 'override'> {
  let passes = 0
  let failures = 0
  let others = 0
  let signature: Signature | undefined
  let otherSignature: Signature | undefined
  let checkOff: KernelCheck | undefined
  let skipReason: string | undefined
  for (const { result } of runs) {
    const counted = failuresOfTest(counting.test, result, counting.warnings).find((shown) => counts(counting, shown))
    if (counted) {
      failures++
      signature ??= counted
      continue
    }
    const missed = missedBy(counting, result)
    if (result.kind === 'passed' && missed === undefined) passes++
    else if (result.kind !== 'infrastructure') {
      others++
      checkOff ??= missed
      if (result.kind === 'failed') otherSignature ??= result.signature
      if (result.kind === 'skipped') skipReason ??= result.reason
    }
  }
  const besides = gather(runs.flatMap(({ result }) => besidesOf(counting, result)))
  return {
    passes,
    failures,
    others,
    signature,
    otherSignature,
    besides,
    ...(checkOff ? { checkOff } : {}),
    ...(skipReason ? { skipReason } : {}),
  }
}

/** The check without which a run that passed may have had the failure that is searched for. */
function missedBy({ expected }: Counting, result: RunResult): KernelCheck | undefined {
  if (result.kind !== 'passed' || expected === undefined) return undefined
  return checkMissedBy(result.checksOff, expected)
}

/** What a run showed besides the failure that is searched for. */
function besidesOf(counting: Counting, result: RunResult): OtherFailure[] {
  const fatal = result.kind === 'failed' ? [{ signature: result.signature, runs: 1, fatal: true }] : []
  const warnings = warningsOf(result).map((signature) => ({ signature, runs: 1, fatal: false }))
  return [...fatal, ...warnings].filter(({ signature }) => !counts(counting, signature))
}

/** Puts equal failures together; their order is kept. */
export function gather<T extends OtherFailure>(list: readonly T[]): T[] {
  const found: T[] = []
  for (const one of list) {
    const at = found.findIndex(({ signature }) => sameFailure(signature, one.signature))
    const known = found[at]
    if (known) found[at] = { ...known, runs: known.runs + one.runs, fatal: known.fatal || one.fatal }
    else found.push(one)
  }
  return found
}

const NO_RUNS: CommitEvidence = { passes: 0, failures: 0, others: 0, untestable: false }
const NOT_TESTABLE: CommitEvidence = { ...NO_RUNS, untestable: true }

// So many runs of a kernel whose answers are not clear count as one that died of something else: it
// is not run for ever.
const UNCLEAR_RUNS = 6

/** A showing as the engine takes it. Where a person set a verdict, runs say nothing. */
export function commitEvidence(counting: Counting, showing: Showing, seen: SeenRuns | undefined): CommitEvidence {
  const { passes, failures, others, build, override } = showing
  if (override?.verdict === 'skip') return NOT_TESTABLE
  const digest = build?.imageDigest
  const image =
    counting.test === 'build' || build?.result !== 'built' ? undefined : (digest ?? revisionKey(build.revision))
  if (override) return { ...NO_RUNS, ...(image === undefined ? {} : { image }) }
  const untestable =
    counting.test === 'build' ? others > 0 : build !== undefined && build.result !== 'built' && passes + failures === 0
  const about = { untestable, ...(image === undefined ? {} : { image }) }
  if (!seen || isClear(showing, seen)) return { passes, failures, others: untestable ? 0 : others, ...about }
  return { passes: 0, failures: 0, others: Math.floor((passes + failures + others) / UNCLEAR_RUNS), ...about }
}

/**
 * Everything known of commits on the target, as the engine wants it: in the range, with fixes, and
 * from before it.
 */
export interface RangeEvidence {
  readonly commits: ReadonlyMap<string, CommitEvidence>
  readonly patched: readonly PatchedEvidence[]
  /** Commits that a person said to leave out. */
  readonly skipped: ReadonlySet<string>
  readonly before: Tally
  readonly imagesBefore: ReadonlySet<string>
  /** How each tested commit showed itself, the better known of as it is and patched. */
  readonly showings: ReadonlyMap<string, Showing>
  /** What people say of commits of the range: these have the fault or not. */
  readonly overrides: ReadonlyMap<string, 'good' | 'bad'>
  /** What kernels older than the range showed besides the failure. */
  readonly besidesBefore: readonly OtherFailure[]
}

/**
 * Commits outside the graph are older than the range: the good revision, merge bases, parents of
 * the culprit that lie there.
 */
export function readRangeEvidence(counting: Counting, graph: CommitGraph, seen: SeenRuns): RangeEvidence {
  const commits = new Map<string, CommitEvidence>()
  const patched: PatchedEvidence[] = []
  const showings = new Map<string, Showing>()
  const before = { passes: 0, failures: 0 }
  const imagesBefore = new Set<string>()
  const besidesBefore: OtherFailure[] = []
  for (const revision of counting.evidence.testedRevisions(counting.target)) {
    // Sources that no history has say nothing of a commit.
    if (revision.reverted || revision.merged) continue
    const { commit } = revision
    const at = graph.indexOf(commit)
    const showing = showingOf(counting, revision)
    // The boundaries were checked by runs of their own.
    const isEnd = revision.patched === undefined && (at === undefined || at === graph.size - 1)
    const known = commitEvidence(counting, showing, isEnd ? undefined : seen)
    if (revision.patched !== undefined) patched.push({ ...known, commit, patch: revision.patched })
    if (at === undefined) {
      if (revision.patched) continue
      before.passes += known.passes
      before.failures += known.failures
      besidesBefore.push(...showing.besides)
      if (known.image !== undefined) imagesBefore.add(known.image)
    } else {
      if (!revision.patched) commits.set(commit, known)
      const other = showings.get(commit)
      // What a commit shows as it is counts, and what a patch makes of it does not.
      if (other?.build?.result === 'built' && !other.build.revision.patched) continue
      if (!other || showing.passes + showing.failures > other.passes + other.failures) showings.set(commit, showing)
    }
  }
  const overrides = new Map<string, 'good' | 'bad'>()
  const skipped = new Set<string>()
  for (const { commit, verdict } of counting.overridable ? counting.evidence.facts.overrides : []) {
    if (graph.indexOf(commit) === undefined) continue
    if (!showings.has(commit)) showings.set(commit, showingOf(counting, { commit }))
    if (verdict !== 'skip') overrides.set(commit, verdict)
    else {
      skipped.add(commit)
      commits.set(commit, NOT_TESTABLE)
    }
  }
  return { commits, patched, skipped, before, imagesBefore, showings, overrides, besidesBefore: gather(besidesBefore) }
}
