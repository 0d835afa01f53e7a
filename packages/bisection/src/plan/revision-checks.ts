import { judgeTally } from '@kbisect/bisect'
import type { Check, Target } from '@kbisect/contracts'
import { isClear, type Rates, runsOf } from '../model/clear-answer.ts'
import type { Revision, Task } from '../model/facts.ts'
import { quoted, quotedFailure } from '../model/quoted.ts'
import { type Counting, type Showing, showingOf } from '../model/range-evidence.ts'
import { checkOffWords } from './format-check-off.ts'
import { overrideWords } from './format-override.ts'
import { furtherBoots } from './next-boot-attempts.ts'

// What fails now and then is run this often at most.
const MOST_RUNS = 60
// After so many runs that end otherwise, with no answer among them, there will be none.
const MOST_OTHERS = 3

/** Something that is asked of a revision: has it the fault? */
export interface RevisionCheck {
  readonly revision: Revision
  /** Least runs. */
  readonly runs: number
  /** Passes in a row that clear a kernel. */
  readonly cleared: number
  /**
   * Whether a doubtful answer is left to whoever weighs all runs; else it is asked again until it
   * is clear.
   */
  readonly settledElsewhere?: boolean
}

/** The build or the runs that a question still lacks. */
export function missingRuns(counting: Counting, question: RevisionCheck, rates: Rates): Task[] {
  const { evidence, target, test } = counting
  const { revision, runs, cleared, settledElsewhere = false } = question
  const { build, passes, failures, others, override } = showingOf(counting, revision)
  if (override) return []
  if (!build) return [{ kind: 'build', revision, target }]
  if (build.result !== 'built' || test === 'build') return []
  const answered = passes + failures
  if (answered === 0 && others >= MOST_OTHERS) return []
  if (answered + others >= MOST_RUNS) return []
  if (answered < runs) return furtherBoots(evidence, revision, target, runs - answered)
  const tally = { passes, failures, others }
  if (
    isClear(tally, runsOf(rates)) &&
    (settledElsewhere || judgeTally({ passes, failures }, rates, cleared) !== 'open')
  )
    return []
  return furtherBoots(evidence, revision, target, 1)
}

/** Whether it has the fault; `open` where nothing could be told. */
export function answerOf(counting: Counting, question: RevisionCheck, rates: Rates): 'good' | 'bad' | 'open' {
  const { passes, failures, others, override } = showingOf(counting, question.revision)
  if (override) return override.verdict === 'skip' ? 'open' : override.verdict
  if (passes + failures === 0 || !isClear({ passes, failures, others }, runsOf(rates))) return 'open'
  return judgeTally({ passes, failures }, rates, question.cleared)
}

/**
 * What came of asking, as a check.
 * @param wanted the answer that speaks for the culprit
 */
export function checkOf(
  counting: Counting,
  about: Pick<Check, 'name' | 'commit'>,
  question: RevisionCheck,
  rates: Rates,
  wanted: 'good' | 'bad',
): Check {
  const showing = showingOf(counting, question.revision)
  const { build, passes, failures } = showing
  const reason = reasonOf(showing, counting.target)
  const counted = { ...about, passes, failures, ...(reason === undefined ? {} : { reason }) }
  if (build?.result === 'conflict' && !showing.override) return { ...counted, result: 'conflict' }
  const answer = answerOf(counting, question, rates)
  if (answer !== 'open') return { ...counted, result: answer === wanted ? 'passed' : 'failed' }
  return { ...counted, result: build?.result === 'failed' && !showing.override ? 'does not build' : 'could not tell' }
}

/** How a revision failed, or why it told nothing; undefined when it just passed. */
export function reasonOf(
  { build, signature, otherSignature, checkOff, others, override, skipReason }: Showing,
  target?: Target,
): string | undefined {
  if (override) return overrideWords(override)
  if (signature) return quotedFailure(signature)
  if (build && build.result !== 'built') return quotedFailure(build.signature, 'unknown error')
  if (otherSignature) return `fails otherwise: ${quotedFailure(otherSignature)}`
  if (checkOff) return checkOffWords(checkOff)
  if (skipReason) return quoted(skipReason)
  return others > 0 ? `the test could not judge it${target ? ` on ${target.name}` : ''}` : undefined
}
