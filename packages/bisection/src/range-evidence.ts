import type { CommitEvidence, CommitGraph, Tally } from '@kbisect/bisect'
import type { Target } from '@kbisect/contracts'
import { type Signature, sameFailure } from '@kbisect/verdict'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, BuildFact, Revision, RunFact } from './facts.ts'
import { mainTarget, testOf } from './question.ts'

/** What a revision showed on a target, counted. */
export interface Showing extends Tally {
  /** Runs that failed in another way. */
  readonly others: number
  readonly build: BuildFact | undefined
  /** The first failure that counts, and the first other one. */
  readonly signature: Signature | undefined
  readonly otherSignature: Signature | undefined
}

/** How runs and builds of a bisection are counted. */
export interface Counting {
  readonly evidence: Evidence
  readonly target: Target
  readonly test: 'boot' | 'build' | 'script' | 'console'
  /** The failure that counts; undefined: every one does. */
  readonly expected: Signature | undefined
}

export function countingOf(
  record: BisectionRecord,
  evidence: Evidence,
  expected: Signature | undefined,
  target = mainTarget(record),
): Counting {
  return { evidence, target, test: testOf(record).kind, expected }
}

/** Counts what is known of one revision. Where the test is the build, the build is its one run. */
export function showingOf(counting: Counting, revision: Revision): Showing {
  const { evidence, target, test, expected } = counting
  const build = evidence.build(revision, target)
  const counts = (signature: Signature) => !expected || sameFailure(signature, expected)
  if (test === 'build') return showingOfBuild(build, counts)
  return { ...countRuns(evidence.runs(revision, target), counts), build }
}

function showingOfBuild(build: BuildFact | undefined, counts: (signature: Signature) => boolean): Showing {
  const none = { passes: 0, fails: 0, others: 0, build, signature: undefined, otherSignature: undefined }
  if (!build || build.result === 'conflict') return none
  if (build.result === 'built') return { ...none, passes: 1 }
  const signature = build.signature ?? undefined
  if (!signature || counts(signature)) return { ...none, fails: 1, signature }
  return { ...none, others: 1, otherSignature: signature }
}

function countRuns(runs: readonly RunFact[], counts: (signature: Signature) => boolean) {
  let passes = 0
  let fails = 0
  let others = 0
  let signature: Signature | undefined
  let otherSignature: Signature | undefined
  for (const { signal } of runs) {
    if (signal.kind === 'passed') passes++
    else if (signal.kind === 'failed' && counts(signal.signature)) {
      fails++
      signature ??= signal.signature
    } else if (signal.kind === 'failed') {
      others++
      otherSignature ??= signal.signature
    } else if (signal.kind === 'skipped') others++
  }
  return { passes, fails, others, signature, otherSignature }
}

/** A showing as the engine takes it. */
export function commitEvidence(counting: Counting, showing: Showing): CommitEvidence {
  const { passes, fails, others, build } = showing
  const digest = build?.imageDigest
  const image = counting.test === 'build' || build?.result !== 'built' ? undefined : (digest ?? build.revision.commit)
  const untestable =
    counting.test === 'build' ? others > 0 : build !== undefined && build.result !== 'built' && passes + fails === 0
  return { passes, fails, others: untestable ? 0 : others, untestable, ...(image === undefined ? {} : { image }) }
}

/** Everything known of commits on the target, as the engine wants it: in the range, with fixes, and from before it. */
export interface RangeEvidence {
  readonly commits: ReadonlyMap<string, CommitEvidence>
  readonly patched: ReadonlyMap<string, CommitEvidence>
  readonly before: Tally
  readonly imagesBefore: ReadonlySet<string>
  /** How each tested commit showed itself, the better known of as it is and patched. */
  readonly showings: ReadonlyMap<string, Showing>
}

/** Commits outside the graph are older than the range: the good end, merge bases, parents of the culprit that lie there. */
export function readRangeEvidence(counting: Counting, graph: CommitGraph): RangeEvidence {
  const commits = new Map<string, CommitEvidence>()
  const patched = new Map<string, CommitEvidence>()
  const showings = new Map<string, Showing>()
  const before = { passes: 0, fails: 0 }
  const imagesBefore = new Set<string>()
  for (const revision of counting.evidence.testedRevisions(counting.target)) {
    if (revision.reverted) continue
    const { commit } = revision
    const showing = showingOf(counting, revision)
    const known = commitEvidence(counting, showing)
    if (graph.indexOf(commit) === undefined) {
      if (revision.patched) continue
      before.passes += known.passes
      before.fails += known.fails
      if (known.image !== undefined) imagesBefore.add(known.image)
    } else {
      ;(revision.patched ? patched : commits).set(commit, known)
      const other = showings.get(commit)
      if (!other || showing.passes + showing.fails > other.passes + other.fails) showings.set(commit, showing)
    }
  }
  return { commits, patched, before, imagesBefore, showings }
}
