import type { Row } from '../benchmark.ts'
import { type Attempt, rightAnswers } from './attempt.ts'
import type { Subject } from './subject.ts'

const BY_HAND = 'git bisect run'

/**
 * Both attempts side by side. That kbisect is right everywhere is promised; that it is faster, on a
 * real kernel.
 */
export function comparisonRows(
  subject: Pick<Subject, 'setting' | 'culprit' | 'targets'>,
  kbisect: Attempt,
  byHand: Attempt,
  promisesSpeed: boolean,
): Row[] {
  const { setting, targets } = subject
  const row = (name: string, value: number, unit: string, target: number | null = null): Row => ({
    row: name,
    setting,
    value,
    unit,
    target,
    met: target === null ? null : value >= target,
  })
  const of = (name: string, attempt: Attempt, right: number | null) => [
    row(`${name}: wall time`, round(attempt.seconds, 1), 's'),
    row(`${name}: builds`, attempt.builds, 'builds'),
    row(`${name}: boots`, attempt.boots, 'boots'),
    row(`${name}: right answers`, rightAnswers(subject, attempt), `of ${targets.length} targets`, right),
  ]
  return [
    ...of('kbisect', kbisect, targets.length),
    ...of(BY_HAND, byHand, null),
    row(
      `${BY_HAND} / kbisect: wall time`,
      round(byHand.seconds / kbisect.seconds, 2),
      'times',
      promisesSpeed ? 1 : null,
    ),
    row(`${BY_HAND} / kbisect: builds`, round(byHand.builds / kbisect.builds, 2), 'times'),
    row(`${BY_HAND} / kbisect: boots`, round(byHand.boots / kbisect.boots, 2), 'times'),
  ]
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
