import type { BisectionResult, Check } from '@kbisect/contracts'

/** What speaks for the culprit, in one sentence made from the checks; empty when nothing was checked. */
export function proofWords(checks: BisectionResult['checks']): string {
  const culprit = checks.find((check) => check.name === 'culprit')
  const parents = checks.filter((check) => check.name === 'parent')
  const revert = checks.find((check) => check.name === 'revert')
  const parts = [
    culprit && `it fails ${culprit.failures} of ${total([culprit])} runs`,
    parents.length > 0 &&
      `${parents.length === 1 ? 'its parent passes' : 'its parents pass'} ${sum(parents, 'passes')} of ${total(parents)}`,
    revert && revertWords[revert.result],
  ].filter((part) => typeof part === 'string')
  const sentence = parts.length > 1 ? `${parts.slice(0, -1).join(', ')}, and ${parts.at(-1)}` : (parts[0] ?? '')
  return sentence && `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`
}

const revertWords: Record<Check['result'], string> = {
  passed: 'without it the bad end passes',
  failed: 'the bad end fails without it too',
  conflict: 'it cannot be reverted on its own',
  'does not build': 'the bad end does not build without it',
  'could not tell': 'its revert could not be judged',
}

const sum = (checks: readonly Check[], what: 'passes' | 'failures') =>
  checks.reduce((all, check) => all + check[what], 0)
const total = (checks: readonly Check[]) => sum(checks, 'passes') + sum(checks, 'failures')
