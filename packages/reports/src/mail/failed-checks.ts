import type { BisectionResult, Check } from '@kbisect/contracts'
import { openKinds } from '../text/assumption-section.ts'
import { checkName } from '../text/checks.ts'

const NEEDED: readonly Check['name'][] = ['bad revision', 'good revision', 'culprit', 'parent', 'revert']

/** What decides whether strangers are written to. */
export type MailedResult = Pick<BisectionResult, 'label' | 'checks' | 'assumptions'>

/** What is not proved about a culprit, in words; undefined when every check was made and passed. */
export function unproved({ label, checks, assumptions }: MailedResult): string | undefined {
  const missing = NEEDED.filter((name) => !checks.some((check) => check.name === name))
  const words = [
    ...checks.filter(({ result }) => result !== 'passed').map(({ name, result }) => `${checkName(name)}: ${result}`),
    ...missing.map((name) => `${checkName(name)}: not checked`),
  ]
  if (words.length > 0) return `not every check passed (${words.join(', ')})`
  if (label !== 'confirmed') return `the culprit is ${label ?? 'not labelled'}, not confirmed`
  const kinds = openKinds({ assumptions: assumptions.filter(({ lowersLabel }) => lowersLabel) })
  return kinds === '' ? undefined : `open assumptions: ${kinds}`
}
