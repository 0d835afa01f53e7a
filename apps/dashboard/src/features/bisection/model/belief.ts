import type { Search } from '@kbisect/contracts'
import { count } from '../../../model/headline.ts'

/** What is not said of less than this: it would only worry. */
const worthSaying = 0.01

/** A probability for people: `48 %`, `3.2 %`; never a certainty that nobody has. */
export function percent(probability: number): string {
  if (probability >= 0.9995) return 'over 99.9 %'
  if (probability < 0.0005) return 'under 0.1 %'
  const value = probability * 100
  if (value >= 99) return `${(Math.floor(value * 10) / 10).toFixed(1)} %`
  return `${value < 9.95 ? trimmed(value) : Math.min(99, Math.round(value))} %`
}

/** How far the search is, as a number of candidates that would leave one as unsure. */
export function unsureWords(effective: number): string {
  if (effective < 1.05) return 'As good as sure of one commit'
  const number = effective < 9.95 ? trimmed(effective) : Math.round(effective).toLocaleString('en')
  return `As unsure as among ${number} commits`
}

/** `611 of 4,812 commits can change this kernel`. */
export function canChangeWords(canChange: number, commits: number): string {
  if (canChange >= commits) return `All ${count(commits, 'commit')} can change this kernel`
  return `${canChange.toLocaleString('en')} of ${count(commits, 'commit')} can change this kernel`
}

/**
 * What speaks against there being one culprit in the range at all; empty while that is improbable.
 */
export function doubts({ noChange, notMonotone }: Pick<Search, 'noChange' | 'notMonotone'>): string[] {
  const all = [
    { probability: noChange, words: 'that nothing in the range changed the failure' },
    { probability: notMonotone, words: 'that it came and went more than once' },
  ]
  return all
    .filter(({ probability }) => probability > worthSaying)
    .map(({ probability, words }) => `${percent(probability)} ${words}`)
}

const trimmed = (value: number) => value.toFixed(1).replace(/\.0$/, '')
