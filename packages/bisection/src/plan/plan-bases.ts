import { passesToConfirm } from '@kbisect/bisect'
import type { Check } from '@kbisect/contracts'
import type { Evidence } from '../model/evidence.ts'
import type { BisectionRecord } from '../model/facts.ts'
import { countingOf } from '../model/range-evidence.ts'
import type { Boundaries } from './plan-boundaries.ts'
import { checkOf, missingRuns, type RevisionCheck } from './revision-checks.ts'
import { resultOf, type StageAnswer } from './stage-answer.ts'

/**
 * Where the histories of the good and the bad revision parted, when good is not an ancestor of bad:
 * all merge bases are tested. Where the fault is in one of them already, the range does not hold
 * the culprit. One that cannot be tested holds nothing up.
 */
export function planBases(
  record: BisectionRecord,
  evidence: Evidence,
  boundaries: Boundaries,
): StageAnswer<readonly Check[]> {
  const counting = countingOf(record, evidence, boundaries.expected)
  const passes = counting.test === 'build' ? 1 : passesToConfirm(boundaries.bad)
  // Of a bad revision that failed by somebody's word alone nothing is known but that.
  const rates = {
    bad: boundaries.bad.passes + boundaries.bad.failures === 0 ? 1 : shareOf(boundaries.bad),
    good: shareOf(boundaries.good),
  }
  const questions = record.mergeBases.map(
    (commit): RevisionCheck => ({ revision: { commit }, runs: passes, cleared: passes }),
  )
  const tasks = questions.flatMap((question) => missingRuns(counting, question, rates))
  if (tasks.length > 0) return { kind: 'needs', tasks }
  const checks = questions.map((question) =>
    checkOf(counting, { name: 'merge base', commit: question.revision.commit }, question, rates, 'good'),
  )
  const bad = checks.filter(({ result }) => result === 'failed')
  if (bad.length === 0) return { kind: 'passed', value: checks }
  return {
    kind: 'ends',
    result: resultOf({
      outcome: 'inconclusive',
      label: 'inherited',
      cause: 'inherited',
      reason: inheritedWords(record, checks, bad),
      signature: boundaries.signature ?? null,
      checks: [...boundaries.checks, ...checks],
    }),
  }
}

const shareOf = ({ passes, failures }: { passes: number; failures: number }): number =>
  passes + failures === 0 ? 0 : failures / (passes + failures)

function inheritedWords(
  { good, mergeBases }: BisectionRecord,
  checks: readonly Check[],
  bad: readonly Check[],
): string {
  const names = (list: readonly Check[]) => list.map(({ commit }) => commit.slice(0, 12)).join(' and ')
  const which =
    mergeBases.length === 1
      ? `the merge base ${names(bad)} fails`
      : `of ${mergeBases.length} merge bases ${names(bad)} ${bad.length === 1 ? 'fails' : 'fail'}`
  const passing = checks.filter(({ result }) => result === 'passed')
  const others = passing.length === 0 ? '' : `, ${names(passing)} ${passing.length === 1 ? 'passes' : 'pass'}`
  const fixed = `${good.hash.slice(0, 12)} was fixed on its own branch`
  return `Inherited: ${which} already${others}, so the fault is older than where the boundaries parted, and the good revision ${fixed}. Bisect from an older good commit.`
}
