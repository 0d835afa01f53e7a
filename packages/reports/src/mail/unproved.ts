import type { BisectionResult, Check } from '@kbisect/contracts'

const NEEDED: readonly Check['name'][] = ['bad end', 'good end', 'culprit', 'parent', 'revert']

/** What is not proved about a culprit, in words; undefined when every check was made and passed. */
export function unproved({ label, checks }: Pick<BisectionResult, 'label' | 'checks'>): string | undefined {
  const missing = NEEDED.filter((name) => !checks.some((check) => check.name === name))
  const words = [
    ...checks.filter(({ result }) => result !== 'passed').map(({ name, result }) => `${name}: ${result}`),
    ...missing.map((name) => `${name}: not checked`),
  ]
  if (words.length > 0) return words.join(', ')
  return label === 'confirmed' ? undefined : `the culprit is ${label ?? 'not labelled'}`
}
