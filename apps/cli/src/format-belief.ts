import type { Bisection, Search } from '@kbisect/contracts'

/** `unsure as among 8 commits`. */
export function unsureWords({ effective }: Pick<Search, 'effective'>): string {
  if (effective < 1.05) return 'as good as sure of one commit'
  const number =
    effective < 9.95 ? effective.toFixed(1).replace(/\.0$/, '') : Math.round(effective).toLocaleString('en')
  return `unsure as among ${number} commits`
}

/** The state of the search and the reason for the next test, in one line. */
export function beliefLine(search: Search): string {
  const [choice] = search.choices
  return `${unsureWords(search)}${choice ? `; next ${choice.commit.slice(0, 12)}: ${choice.reason}` : ''}`
}

/**
 * `611 of 4,812 commits can change this kernel`; undefined when that is not known, or says nothing.
 */
export function canChangeWords({ result, search, commits }: Bisection): string | undefined {
  const canChange = result?.canChange ?? search?.canChange
  if (canChange === undefined || canChange >= commits) return undefined
  return `${canChange.toLocaleString('en')} of ${commits.toLocaleString('en')} commits can change this kernel`
}

/** A probability, as wide as any other: `   52 %`, `  0.4 %`, ` <0.1 %`. */
export function percentColumn(probability: number): string {
  const value = probability * 100
  if (value < 0.05) return ' <0.1 %'
  if (value >= 99.95) return '>99.9 %'
  return `${value < 9.95 || value >= 99 ? (Math.floor(value * 10) / 10).toFixed(1) : Math.min(99, Math.round(value))} %`.padStart(
    7,
  )
}
