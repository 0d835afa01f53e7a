import type { BisectionResult, CommitSummary, Label } from '@kbisect/contracts'
import { aimToFail, aimToPass, runsAsked } from './aims.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, RangeCommit } from './facts.ts'
import { missProbability, passesNeeded, type Tally } from './flakiness.ts'
import { check, type Ends } from './plan-ends.ts'
import { type Narrowed, otherFailures } from './plan-narrowing.ts'
import { mainTarget, testOf } from './question.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'
import { examine, type Trial } from './trial.ts'

interface ConfirmationInput {
  readonly record: BisectionRecord
  readonly range: readonly RangeCommit[]
  readonly evidence: Evidence
  readonly ends: Ends
  readonly narrowed: Narrowed
}

type Done = Exclude<Trial, { kind: 'pending' }>

/** A culprit that was proved as well as it can be, before its scope is known. */
export interface Confirmed {
  readonly culprit: RangeCommit
  readonly result: BisectionResult
}

/**
 * Proves the culprit: it fails n times, each of its parents passes n times, and reverting it on the bad end mends that. A parent or
 * culprit that behaves otherwise changes the evidence, and the search goes on by itself.
 */
export function planConfirmation(input: ConfirmationInput): StageAnswer<Confirmed> {
  const { record, evidence, ends, narrowed } = input
  const { culprit, badRuns } = narrowed
  const target = mainTarget(record)
  const test = testOf(record)
  const { confirm } = runsAsked(record.request)
  const passes = Math.max(confirm, passesNeeded(badRuns))
  const pass = aimToPass(passes, ends.expected)

  const ofCulprit = examine(evidence, test, { commit: culprit.hash }, target, aimToFail(confirm, ends.expected, passes))
  const ofParents = culprit.parents.map((parent) => ({
    parent,
    trial: examine(evidence, test, { commit: parent }, target, pass),
  }))
  const ofRevert = examine(evidence, test, { commit: record.bad.hash, reverted: culprit.hash }, target, pass)

  const trials = [ofCulprit, ...ofParents.map(({ trial }) => trial), ofRevert]
  const tasks = trials.flatMap((trial) => (trial.kind === 'pending' ? trial.tasks : []))
  const revert = ofRevert.kind === 'pending' ? undefined : ofRevert
  const culpritDone = ofCulprit.kind === 'pending' ? undefined : ofCulprit
  const parents = ofParents.flatMap(({ parent, trial }) => (trial.kind === 'pending' ? [] : [{ parent, trial }]))
  if (tasks.length > 0 || !revert || !culpritDone) return { kind: 'needs', tasks }

  const checks = [
    ...ends.checks,
    check('culprit', culprit.hash, culpritDone),
    ...parents.map(({ parent, trial }) => check('parent', parent, trial)),
    check('revert', record.bad.hash, revert),
  ]
  const base = {
    culprit: summarise(culprit),
    signature: ends.signature ?? null,
    checks,
    findings: otherFailures(testedTrials(input)),
  }
  const refuted = refute(input, culpritDone, parents, revert)
  if (refuted)
    return {
      kind: 'ends',
      result: resultOf({ ...base, outcome: 'inconclusive', label: 'inconsistent', reason: refuted }),
    }
  const label = labelOf(
    parents.map(({ trial }) => trial),
    revert,
  )
  const probability = probabilityOf(
    badRuns,
    parents.map(({ trial }) => trial),
  )
  const reason = `${culprit.hash.slice(0, 12)} ("${culprit.subject}") is the first bad commit.`
  return {
    kind: 'passed',
    value: { culprit, result: resultOf({ ...base, outcome: 'culprit', label, probability, reason }) },
  }
}

// What speaks against the culprit and cannot be mended by searching on.
function refute(
  { evidence, ends, narrowed, record }: ConfirmationInput,
  culprit: Done,
  parents: readonly { parent: string; trial: Done }[],
  revert: Done,
) {
  const target = mainTarget(record)
  const name = narrowed.culprit.hash.slice(0, 12)
  const bad = parents.find(({ trial }) => trial.kind === 'bad')
  if (bad)
    return `${name} looked like the culprit, but its parent ${bad.parent.slice(0, 12)} fails as well, though it belongs to the good end.`
  if (culprit.kind !== 'bad') return `${name} looked like the culprit, but does not fail reliably: ${culprit.reason}.`
  // One failure makes a commit bad, whatever caused it: a host that choked, say. A fault that is there shows as often as it does later.
  const seldom = culprit.fails < runsAsked(record.request).confirm && ends.bad.passes === 0
  if (seldom && revert.kind !== 'good')
    return `${name} looked like the culprit, but failed ${culprit.fails} of ${culprit.fails + culprit.passes} times, while the bad end always fails and its revert does not mend that: it may have failed by chance.`
  const digest = (commit: string) => evidence.build({ commit }, target)?.imageDigest
  const equal = parents.find(({ parent }) => digest(parent) && digest(parent) === digest(narrowed.culprit.hash))
  if (equal)
    return `${name} fails and its parent ${equal.parent.slice(0, 12)} passes, but their images are equal: the failure does not depend on the source alone.`
  return undefined
}

function labelOf(parents: readonly Done[], revert: Done): Label {
  if (parents.some((trial) => trial.kind !== 'good') || revert.kind === 'bad') return 'probable'
  return revert.kind === 'good' ? 'confirmed' : 'confirmed without revert'
}

// The culprit is wrong if a parent has the fault too and its passes hid it. The engine of probabilities will say more.
function probabilityOf(badRuns: Tally, parents: readonly Done[]): number {
  const wrong = parents.reduce(
    (sum, trial) => sum + (trial.kind === 'good' ? missProbability(badRuns, trial.passes) : 0.5),
    0,
  )
  return Math.max(0, 1 - wrong)
}

function testedTrials({ record, evidence, ends }: ConfirmationInput): Map<string, Trial> {
  const target = mainTarget(record)
  const test = testOf(record)
  const commits = evidence.testedCommits(target)
  return new Map(
    commits.map((commit) => [commit, examine(evidence, test, { commit }, target, aimToPass(1, ends.expected))]),
  )
}

/** A commit as results name it. */
export function summarise(commit: RangeCommit): CommitSummary {
  return {
    hash: commit.hash,
    subject: commit.subject,
    author: `${commit.authorName} <${commit.authorEmail}>`,
    authoredAt: new Date(commit.authoredAt * 1000).toISOString(),
  }
}
