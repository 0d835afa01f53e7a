import type { Check } from '@kbisect/contracts'

const names: Record<Check['name'], string> = {
  'bad revision': 'Bad revision',
  'good revision': 'Good revision',
  'merge base': 'Merge base',
  culprit: 'Culprit',
  parent: 'Parent',
  fix: 'Patch without the culprit',
  revert: 'Bad revision with the culprit reverted',
  'revert on culprit': 'Culprit with itself reverted',
}

const reverts: ReadonlySet<Check['name']> = new Set(['revert', 'revert on culprit'])

/** A check in a few words: `Culprit fails 4 of 4`, `Revert on the bad revision does not apply`. */
export function checkWords(
  { name, result, passes, failures }: Pick<Check, 'name' | 'result' | 'passes' | 'failures'>,
  called = names[name],
) {
  const subject = called.charAt(0).toUpperCase() + called.slice(1)
  const total = passes + failures
  if (result === 'conflict')
    return reverts.has(name)
      ? `Revert on the ${name === 'revert' ? 'bad revision' : 'culprit'} does not apply`
      : `${subject}: the patch does not apply`
  if (result === 'does not build') return `${subject} does not build`
  if (result === 'could not tell' || total === 0) return `${subject} gave no clear result`
  return failures > 0 ? `${subject} fails ${failures} of ${total}` : `${subject} passes ${passes} of ${total}`
}

/**
 * How it failed where it should not have, or what was in the way; a culprit fails as its bisection
 * says.
 */
export function checkReason({ name, result, reason }: Check): string | undefined {
  const isExpected = result === 'passed' && (name === 'culprit' || name === 'bad revision')
  return isExpected ? undefined : reason
}
