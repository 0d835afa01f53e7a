import type { Check } from '@kbisect/contracts'
import { oneLine, short, wrap } from '../text-format.ts'

const NAMES: Record<Check['name'], { readonly name: string; readonly claim: string }> = {
  'bad revision': { name: 'bad revision', claim: 'the bad revision fails' },
  'good revision': { name: 'good revision', claim: 'the good revision passes' },
  'merge base': { name: 'merge base', claim: 'the merge base passes' },
  culprit: { name: 'culprit', claim: 'the culprit fails' },
  parent: { name: 'parent', claim: 'its parent passes' },
  fix: { name: 'patch alone', claim: 'without the culprit, the patch changes nothing' },
  revert: { name: 'revert on the bad revision', claim: 'the bad revision passes with it reverted' },
  'revert on culprit': { name: 'revert on the culprit', claim: 'the culprit passes with itself reverted' },
}

/** Returns how a check is called in a sentence: `revert on the bad revision`. */
export const checkName = (name: Check['name']): string => NAMES[name].name

const ANSWERS: Record<Check['result'], string> = {
  passed: 'yes',
  failed: 'NO',
  conflict: 'conflict',
  'does not build': 'no build',
  'could not tell': 'unknown',
}

// How something failed that had to is told by the signature.
const AS_EXPECTED: ReadonlySet<Check['name']> = new Set(['bad revision', 'culprit'])

/**
 * A check in words: the claim with its commit, whether it held, and the runs that it rests on with
 * how it failed or what was in the way.
 */
export function checkWords({ name, commit, result, passes, failures, reason }: Check): {
  readonly claim: string
  readonly answer: string
  readonly told: string
} {
  const isExpected = result === 'passed' && AS_EXPECTED.has(name)
  const runs = passes + failures === 0 ? [] : [`${passes} passed, ${failures} failed`]
  const why = reason === undefined || isExpected ? [] : [oneLine(reason)]
  return {
    claim: `${NAMES[name].claim} (${short(commit)})`,
    answer: ANSWERS[result],
    told: [...runs, ...why].join('; '),
  }
}

/**
 * The same of a check of a watch, which claims nothing beforehand: the revision, how it did, and
 * the runs with how it failed.
 */
export function revisionWords(check: Check): ReturnType<typeof checkWords> {
  const { name, commit, result, passes, failures, reason } = check
  const ran = failures === 0 ? 'passes' : passes === 0 ? 'fails' : 'flaky'
  const runs = passes + failures === 0 ? [] : [`${passes} passed, ${failures} failed`]
  return {
    claim: `the ${name === 'bad revision' ? 'revision' : 'last good revision'} (${short(commit)})`,
    answer: passes + failures === 0 ? ANSWERS[result] : ran,
    told: [...runs, ...(reason === undefined ? [] : [oneLine(reason)])].join('; '),
  }
}

/** A line for each check. */
export function checkLines(checks: readonly Check[], words = checkWords): string[] {
  return checks.map((check) => {
    const { claim, answer, told } = words(check)
    return wrap(told === '' ? claim : `${claim}: ${told}`, `  ${answer.padEnd(10)}`, ' '.repeat(12))
  })
}
