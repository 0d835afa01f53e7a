import { type CommitGraph, type Decision, decide, type Finding } from '@kbisect/bisect'
import type { Target, Test } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import { aimToPass } from './aims.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, RangeCommit } from './facts.ts'
import { passesNeeded, type Tally } from './flakiness.ts'
import type { Ends } from './plan-ends.ts'
import type { CandidateChange } from './ports.ts'
import { mainTarget, testOf } from './question.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'
import { examine, type Trial } from './trial.ts'

// A good kernel whose verdict a bad ancestor contradicts is tested this often before the contradiction stands.
const PASSES_WHEN_CONTRADICTED = 10

export interface Narrowed {
  readonly culprit: RangeCommit
  /** Runs of all kernels known to have the fault. */
  readonly badRuns: Tally
}

export interface Narrowing {
  readonly answer: StageAnswer<Narrowed>
  readonly candidates: readonly CandidateChange[]
  readonly candidatesLeft: number
}

interface NarrowingInput {
  readonly record: BisectionRecord
  readonly range: readonly RangeCommit[]
  readonly graph: CommitGraph
  readonly evidence: Evidence
  readonly ends: Ends
}

/** Judges every commit that was tested, and lets the engine choose the next one or name the culprit. */
export function planNarrowing(input: NarrowingInput): Narrowing {
  const { range, graph, evidence, ends, record } = input
  const target = mainTarget(record)
  const test = testOf(record)
  const tested = evidence.testedCommits(target).filter((hash) => graph.indexOf(hash) !== undefined)
  const badRuns = countBadRuns(evidence, test, target, tested, ends)
  const passes = passesNeeded(badRuns)
  const judgeAll = (needed: (hash: string) => number) =>
    new Map(
      tested.map((hash) => [
        hash,
        examine(evidence, test, { commit: hash }, target, aimToPass(needed(hash), ends.expected)),
      ]),
    )

  let trials = judgeAll(() => passes)
  let decision = decide(graph, findingsOf(trials))
  if (decision.kind === 'inconsistent' && decision.good.length > 0) {
    const doubted = new Set(decision.good)
    trials = judgeAll((hash) => (doubted.has(hash) ? Math.max(passes, PASSES_WHEN_CONTRADICTED) : passes))
    decision = decide(graph, findingsOf(trials))
  }
  return {
    answer: answerOf(decision, trials, input, target, test, badRuns),
    candidates: describeCandidates(range, trials, decision),
    candidatesLeft: decision.candidates.length,
  }
}

function answerOf(
  decision: Decision,
  trials: ReadonlyMap<string, Trial>,
  { range, evidence, ends, record }: NarrowingInput,
  target: Target,
  test: Test,
  badRuns: Tally,
): StageAnswer<Narrowed> {
  // A commit whose runs are still under way is finished first: its image is there.
  const unfinished = [...trials.values()].flatMap((trial) => (trial.kind === 'pending' ? trial.tasks : []))
  if (unfinished.length > 0) return { kind: 'needs', tasks: unfinished }
  const facts = { signature: ends.signature ?? null, checks: [...ends.checks], findings: otherFailures(trials) }
  if (decision.kind === 'inconsistent') {
    const reason = contradiction(decision)
    return { kind: 'ends', result: resultOf({ outcome: 'inconclusive', label: 'inconsistent', reason, ...facts }) }
  }
  if (decision.kind === 'range') {
    const left = [...decision.candidates]
    const reason = `One of ${left.length} commits: the others of them cannot be tested.`
    return { kind: 'ends', result: resultOf({ outcome: 'range', label: 'range', reason, range: left, ...facts }) }
  }
  if (decision.kind === 'test') {
    const budget = record.request.budget?.builds
    if (budget !== undefined && evidence.facts.builds.length >= budget) {
      const reason = `The budget of ${budget} builds is spent with ${decision.candidates.length} commits left.`
      return {
        kind: 'ends',
        result: resultOf({ outcome: 'range', label: 'range', reason, range: [...decision.candidates], ...facts }),
      }
    }
    const trial = examine(
      evidence,
      test,
      { commit: decision.next },
      target,
      aimToPass(passesNeeded(badRuns), ends.expected),
    )
    return { kind: 'needs', tasks: trial.kind === 'pending' ? trial.tasks : [] }
  }
  const culprit = range.find((commit) => commit.hash === decision.culprit)
  if (!culprit) throw new Error(`the engine named ${decision.culprit}, which is not in the range`)
  return { kind: 'passed', value: { culprit, badRuns } }
}

// Runs of every commit that failed at least once with the failure in question.
function countBadRuns(evidence: Evidence, test: Test, target: Target, tested: readonly string[], ends: Ends): Tally {
  let passes = 0
  let fails = 0
  for (const hash of tested) {
    const trial = examine(evidence, test, { commit: hash }, target, aimToPass(1, ends.expected))
    if (trial.fails === 0) continue
    passes += trial.passes
    fails += trial.fails
  }
  return { passes, fails }
}

function findingsOf(trials: ReadonlyMap<string, Trial>): Map<string, Finding> {
  const findings = new Map<string, Finding>()
  for (const [hash, trial] of trials) if (trial.kind !== 'pending') findings.set(hash, trial.kind)
  return findings
}

/** Failures that are not the one searched for, with the commits that showed them. */
export function otherFailures(trials: ReadonlyMap<string, Trial>) {
  const found = new Map<string, { signature: Signature; commits: string[] }>()
  for (const [hash, trial] of trials) {
    if (trial.kind !== 'skip' || !trial.signature) continue
    const known = found.get(trial.signature.text)
    if (known) known.commits.push(hash)
    else found.set(trial.signature.text, { signature: trial.signature, commits: [hash] })
  }
  return [...found.values()]
}

function contradiction(decision: Extract<Decision, { kind: 'inconsistent' }>): string {
  const name = (hashes: readonly string[]) => hashes.map((hash) => hash.slice(0, 12)).join(', ')
  if (decision.good.length === 0) return 'No commit of the range explains what was seen.'
  return `${name(decision.bad)} failed, but ${name(decision.good)}, which came later, passed: the failure went and came back, or depends on something else.`
}

function describeCandidates(
  range: readonly RangeCommit[],
  trials: ReadonlyMap<string, Trial>,
  decision: Decision,
): CandidateChange[] {
  const possible = new Set(decision.candidates)
  return range.map(({ hash }) => {
    const trial = trials.get(hash)
    const verdict = trial === undefined ? null : trial.kind === 'pending' ? 'weak' : trial.kind
    const reason = trial === undefined ? null : trial.kind === 'pending' ? 'more runs are under way' : trial.reason
    return { hash, verdict, reason, possible: possible.has(hash), noop: false }
  })
}
