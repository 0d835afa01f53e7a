import type { OverrideFact } from '../model/facts.ts'

/**
 * Why a commit counts as it does though no run says so: `set to good by ann: the disk was full`.
 */
export const overrideWords = ({ verdict, by, why }: OverrideFact): string => `set to ${verdict} by ${by}: ${why}`

/** What a result owes to people, as a sentence to append; empty when it rests on runs alone. */
export function restsOnPeople(overrides: readonly OverrideFact[]): string {
  if (overrides.length === 0) return ''
  const list = overrides.map(({ commit, verdict, by }) => `${commit.slice(0, 12)} is ${verdict} (${by})`).join(', ')
  const what = overrides.length === 1 ? 'a verdict that was set' : `${overrides.length} verdicts that were set`
  return ` It rests on ${what} by hand: ${list}.`
}
