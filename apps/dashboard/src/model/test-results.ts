import type { TestResult } from '@kbisect/contracts'
import { count } from './headline.ts'

type Counts = Pick<TestResult, 'passes' | 'failures' | 'others'>

export type ResultKind = 'passed' | 'failed' | 'flaky' | 'no result'

/** What all runs of a commit say together. */
export function resultKind({ passes, failures }: Counts): ResultKind {
  if (passes > 0 && failures > 0) return 'flaky'
  if (failures > 0) return 'failed'
  return passes > 0 ? 'passed' : 'no result'
}

/** `passed 3 of 3`, `failed 2 of 5, 1 without a result`. */
export function resultWords(counts: Counts): string {
  const { passes, failures, others } = counts
  const runs = passes + failures
  const nothing = others > 0 ? `${count(others, 'run')} without a result` : ''
  if (runs === 0) return nothing || 'not tested'
  const said = failures > 0 ? `failed ${failures} of ${runs}` : `passed ${passes} of ${runs}`
  return nothing ? `${said}, ${nothing}` : said
}

export interface FirstFailure<T> {
  readonly failed: T
  /** The last commit before it that passed. */
  readonly passed: T | undefined
}

/**
 * Where a history, oldest commit first, turned to failing for the last time; undefined when it ends
 * well or is empty.
 */
export function firstFailure<T extends Counts>(history: readonly T[]): FirstFailure<T> | undefined {
  const told = history.filter((result) => resultKind(result) !== 'no result')
  const lastGood = told.findLastIndex((result) => resultKind(result) === 'passed')
  const failed = told[lastGood + 1]
  return failed && { failed, passed: told[lastGood] }
}
