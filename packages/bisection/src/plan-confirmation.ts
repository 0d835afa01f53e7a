import { passesToConfirm } from '@kbisect/bisect'
import type { BisectionResult, Check, CommitSummary, Label } from '@kbisect/contracts'
import { runsAsked } from './aims.ts'
import type { Evidence } from './evidence.ts'
import type { BisectionRecord, RangeCommit, Revision, Task } from './facts.ts'
import { furtherBoots } from './further-boots.ts'
import { judgeTally } from './judge-tally.ts'
import type { Ends } from './plan-ends.ts'
import type { Narrowed } from './plan-narrowing.ts'
import { type Counting, countingOf, type Showing, showingOf } from './range-evidence.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'

// A revert, or the good end with a fix, that fails now and then is run this often at most.
const MOST_RUNS = 60
// After so many runs that end otherwise, with no answer among them, there will be none.
const MOST_OTHERS = 3

// The engine's own measure; less than this it says when further runs tell nothing.
const SURE = 0.99

interface ConfirmationInput {
  readonly record: BisectionRecord
  readonly evidence: Evidence
  readonly ends: Ends
  readonly narrowed: Narrowed
  /** What the search found besides. */
  readonly found: Pick<BisectionResult, 'findings' | 'canChange' | 'ranked'>
}

/** A culprit that was proved as well as it can be, before its scope is known. */
export interface Confirmed {
  readonly culprit: RangeCommit
  /** Runs in a row that clear a kernel of this failure. */
  readonly passes: number
  readonly result: BisectionResult
}

interface Question {
  readonly name: Check['name']
  readonly commit: string
  readonly revision: Revision
  /** Runs that are wanted at least. */
  readonly runs: number
  /** Passes in a row that clear a kernel of this failure. */
  readonly cleared: number
}

/**
 * Proves the culprit: it fails n times, each of its parents passes n times, and reverting it on the bad end mends that. All these
 * runs are evidence for the engine as well: a parent or culprit that behaves otherwise moves the probability elsewhere, and the
 * search goes on by itself.
 */
export function planConfirmation(input: ConfirmationInput): StageAnswer<Confirmed> {
  const { record, evidence, ends, narrowed, found } = input
  const { culprit, badRuns, rates, fix } = narrowed
  const counting = countingOf(record, evidence, ends.expected)
  const { confirm } = runsAsked(record.request)
  const passes = counting.test === 'build' ? 1 : Math.max(confirm, passesToConfirm(badRuns))
  const questions = questionsOf(record, counting, narrowed, passes, counting.test === 'build' ? 1 : confirm)
  const tasks = questions.flatMap((question) => missing(counting, question, rates))
  if (tasks.length > 0) return { kind: 'needs', tasks }

  const answers = questions.map((question) => ({ question, showing: showingOf(counting, question.revision) }))
  const checks = [...ends.checks, ...answers.map(({ question, showing }) => checkOf(question, showing, rates))]
  const base = { culprit: summarise(culprit), signature: ends.signature ?? null, ...found, checks }
  const refuted = refute(counting, narrowed, checks)
  if (refuted) {
    return {
      kind: 'ends',
      result: resultOf({ ...base, outcome: 'inconclusive', label: 'inconsistent', reason: refuted }),
    }
  }
  const reason = `${culprit.hash.slice(0, 12)} ("${culprit.subject}") is the first bad commit.${proofWords(questions, fix)}`
  const result = resultOf({
    ...base,
    outcome: 'culprit',
    label: narrowed.probability < SURE ? 'probable' : labelOf(checks),
    probability: narrowed.probability,
    reason,
  })
  return { kind: 'passed', value: { culprit, passes, result } }
}

function proofWords([own]: readonly Question[], fix: string | undefined): string {
  if (own?.revision.patched === undefined) return ''
  return ` It was tested with ${fix?.slice(0, 12)} applied, as it does not build by itself.`
}

function questionsOf(
  record: BisectionRecord,
  counting: Counting,
  { culprit, fix }: Narrowed,
  passes: number,
  confirm: number,
): Question[] {
  const { evidence, target } = counting
  // What does not build by itself is proved with the fix.
  const testable = (commit: string): Revision => {
    const patched = fix === undefined ? undefined : { commit, patched: fix }
    const plain = evidence.build({ commit }, target)
    const broken = plain ? plain.result === 'failed' : patched && evidence.build(patched, target) !== undefined
    return patched && broken && counting.test !== 'build' ? patched : { commit }
  }
  const own = testable(culprit.hash)
  const parents = culprit.parents.map(testable)
  const patched = [own, ...parents].some((revision) => revision.patched !== undefined)
  return [
    { name: 'culprit', commit: culprit.hash, revision: own, runs: confirm, cleared: passes },
    ...parents.map(
      (revision): Question => ({
        name: 'parent',
        commit: revision.commit,
        revision,
        runs: passes,
        cleared: passes,
      }),
    ),
    ...(patched
      ? [
          {
            name: 'fix' as const,
            commit: record.good.hash,
            revision: { commit: record.good.hash, ...(fix === undefined ? {} : { patched: fix }) },
            runs: passes,
            cleared: passes,
          },
        ]
      : []),
    {
      name: 'revert',
      commit: record.bad.hash,
      revision: { commit: record.bad.hash, reverted: culprit.hash },
      runs: passes,
      cleared: passes,
    },
  ]
}

/** The build or the runs that a question still lacks. */
function missing(counting: Counting, { name, revision, runs, cleared }: Question, rates: Narrowed['rates']): Task[] {
  const { evidence, target, test } = counting
  const { build, passes, fails, others } = showingOf(counting, revision)
  if (!build) return [{ kind: 'build', revision, target }]
  if (build.result !== 'built' || test === 'build') return []
  const answered = passes + fails
  if (answered === 0 && others >= MOST_OTHERS) return []
  if (answered + others >= MOST_RUNS) return []
  if (answered < runs) return furtherBoots(evidence, revision, target, runs - answered)
  // The engine weighs every run of a parent; elsewhere a failure in between asks for more. So does the culprit of a rare failure:
  // the engine may know it by an equal image, and a few passes of its own say nothing.
  if (name === 'parent' || judgeTally({ passes, fails }, rates, cleared) !== 'open') return []
  return furtherBoots(evidence, revision, target, 1)
}

function checkOf({ name, commit, cleared }: Question, showing: Showing, rates: Narrowed['rates']): Check {
  const { build, passes, fails } = showing
  const about = { name, commit, passes, failures: fails }
  if (build?.result === 'conflict') return { ...about, result: 'conflict' }
  if (passes + fails === 0)
    return { ...about, result: build?.result === 'failed' ? 'does not build' : 'could not tell' }
  const judged = judgeTally({ passes, fails }, rates, cleared)
  if (judged === 'open') return { ...about, result: 'could not tell' }
  return { ...about, result: (judged === 'bad') === (name === 'culprit') ? 'passed' : 'failed' }
}

// What speaks against the culprit and cannot be mended by searching on.
function refute({ evidence, target }: Counting, { culprit, rates }: Narrowed, checks: readonly Check[]) {
  const name = culprit.hash.slice(0, 12)
  const failed = (which: Check['name']) => checks.find((one) => one.name === which && one.result === 'failed')
  const parent = failed('parent')
  if (parent)
    return `${name} looked like the culprit, but its parent ${parent.commit.slice(0, 12)} fails as well, in ${parent.failures} of ${parent.failures + parent.passes} runs.`
  const own = failed('culprit')
  if (own)
    return `${name} looked like the culprit, but does not fail reliably: ${own.failures} of ${own.failures + own.passes} runs failed, where ${Math.round(rates.bad * 100)} % were to be expected.`
  const digest = (commit: string) => evidence.build({ commit }, target)?.imageDigest
  const equal = culprit.parents.find((parent) => digest(parent) && digest(parent) === digest(culprit.hash))
  if (equal)
    return `${name} fails and its parent ${equal.slice(0, 12)} passes, but their images are equal: the failure does not depend on the source alone.`
  return undefined
}

function labelOf(checks: readonly Check[]): Label {
  const resultsOf = (name: Check['name']) => checks.filter((one) => one.name === name).map((one) => one.result)
  const [revert] = resultsOf('revert')
  const proved = [...resultsOf('culprit'), ...resultsOf('parent'), ...resultsOf('fix')].every(
    (result) => result === 'passed',
  )
  if (!proved || revert === 'failed') return 'probable'
  return revert === 'passed' ? 'confirmed' : 'confirmed without revert'
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
