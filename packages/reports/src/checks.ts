import type { Check } from '@kbisect/contracts'
import { oneLine, short, wrap } from './layout.ts'

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

// How something failed that had to is told by the signature.
const AS_EXPECTED: ReadonlySet<Check['name']> = new Set(['bad end', 'culprit'])

/** A line for each check: what was claimed, whether it held, the runs that it rests on, and how it failed or what was in the way. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.map(({ name, commit, result, passes, failures, reason }) => {
    const isExpected = result === 'passed' && AS_EXPECTED.has(name)
    const runs = passes + failures === 0 ? [] : [`${passes} passed, ${failures} failed`]
    const why = reason === undefined || isExpected ? [] : [oneLine(reason)]
    const told = [...runs, ...why].join('; ')
    const claim = `${CLAIMS[name]} (${short(commit)})`
    return wrap(told === '' ? claim : `${claim}: ${told}`, `  ${ANSWERS[result].padEnd(10)}`, ' '.repeat(12))
  })
}
