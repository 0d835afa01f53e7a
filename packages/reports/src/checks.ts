import type { Check } from '@kbisect/contracts'
import { short, wrap } from './layout.ts'

const CLAIMS: Record<Check['name'], string> = {
  'bad end': 'the bad end fails',
  'good end': 'the good end passes',
  'merge base': 'the merge base passes',
  culprit: 'the culprit fails',
  parent: 'its parent passes',
  fix: 'the fix alone changes nothing at the good end',
  revert: 'reverting it mends the bad end',
  'revert on culprit': 'reverting it on itself mends it',
}

const ANSWERS: Record<Check['result'], string> = {
  passed: 'yes',
  failed: 'NO',
  conflict: 'conflict',
  'does not build': 'no build',
  'could not tell': 'unknown',
}

/** A line for each check: what was claimed, whether it held, and the runs that it rests on. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.map((check) => {
    const runs = `${check.passes} passed, ${check.failures} failed`
    const claim = `${CLAIMS[check.name]} (${short(check.commit)})`
    return wrap(`${claim}: ${runs}`, `  ${ANSWERS[check.result].padEnd(10)}`, ' '.repeat(12))
  })
}
