import type { Subject } from './subject.ts'

/**
 * What one side needed, and what it said of each target: a hash, `not affected`, or anything else
 * for "no answer".
 */
export interface Attempt {
  readonly seconds: number
  readonly builds: number
  readonly boots: number
  readonly answers: ReadonlyMap<string, string>
}

/**
 * On how many targets the attempt told the truth: the true culprit where it breaks, `not affected`
 * where it does not.
 */
export function rightAnswers(subject: Pick<Subject, 'culprit' | 'targets'>, { answers }: Attempt): number {
  return subject.targets.filter(
    ({ name, affected }) => answers.get(name) === (affected ? subject.culprit : 'not affected'),
  ).length
}
