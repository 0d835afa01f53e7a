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

/** A check in words: the claim with its commit, whether it held, and the runs that it rests on with how it failed or what was in the way. */
export function checkWords({ name, commit, result, passes, failures, reason }: Check): {
  readonly claim: string
  readonly answer: string
  readonly told: string
} {
  const isExpected = result === 'passed' && AS_EXPECTED.has(name)
  const runs = passes + failures === 0 ? [] : [`${passes} passed, ${failures} failed`]
  const why = reason === undefined || isExpected ? [] : [oneLine(reason)]
  return { claim: `${CLAIMS[name]} (${short(commit)})`, answer: ANSWERS[result], told: [...runs, ...why].join('; ') }
}

/** A line for each check. */
export function checkLines(checks: readonly Check[]): string[] {
  return checks.map((check) => {
    const { claim, answer, told } = checkWords(check)
    return wrap(told === '' ? claim : `${claim}: ${told}`, `  ${answer.padEnd(10)}`, ' '.repeat(12))
  })
}
