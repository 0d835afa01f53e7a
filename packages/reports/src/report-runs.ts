import type { Candidate, Run } from '@kbisect/contracts'
import type { ReportInput } from './report-input.ts'

/** Those with a fix applied come last: a commit as it is tells more. */
function onMainTarget({ bisection, runs }: ReportInput): Run[] {
  const mine = runs.filter((run) => run.target === bisection.target && run.reverted === null)
  return mine.sort((a, b) => Number(a.patched !== null) - Number(b.patched !== null))
}

/** The first run of the culprit (else of the bad end) that failed on the main target. */
export function firstBadRun(input: ReportInput): Run | undefined {
  const { bisection } = input
  const failed = onMainTarget(input).filter((run) => run.signal.kind === 'failed')
  const of = (hash: string | undefined) => failed.find((run) => run.commit === hash && run.log !== null)
  return of(bisection.result?.culprit?.hash) ?? of(bisection.bad.hash)
}

/** A run of the culprit's parent (else of the good end) that passed on the main target. */
export function lastGoodRun(input: ReportInput): Run | undefined {
  const { bisection, candidates } = input
  const passed = onMainTarget(input).filter((run) => run.signal.kind === 'passed' && run.log !== null)
  const culprit = candidates.find((candidate) => candidate.hash === bisection.result?.culprit?.hash)
  return (
    passed.find((run) => culprit?.parents.includes(run.commit)) ??
    passed.find((run) => run.commit === bisection.good.hash)
  )
}

/** Subjects of commits by hash, for those of the range. */
export function subjectOf(candidates: readonly Candidate[], hash: string): string {
  return candidates.find((candidate) => candidate.hash === hash)?.subject ?? ''
}
