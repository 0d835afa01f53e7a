import type { Lab } from '@kbisect/lab'
import type { DemoFound } from './demo-answer.ts'

/** What the lab knows to be true. */
export type Truth = Omit<Lab, 'repository' | 'good' | 'bad' | 'commits' | 'request' | 'scenario'>

/**
 * How what was found differs from what is right, a sentence each; empty when it is the whole truth.
 * @param stray see `strayFailures`: what the search has met, and so has to list
 */
export function demoDifferences(found: DemoFound, truth: Truth, stray: readonly string[]): string[] {
  const { culprit } = truth
  return [
    ...differs('the outcome', found.outcome, 'culprit'),
    ...(found.culprit?.hash === culprit.hash
      ? []
      : [`the culprit is ${found.culprit?.hash ?? 'not named'}, but ${culprit.hash} ("${culprit.subject}") broke it`]),
    ...differs('the label', found.label, truth.label),
    ...differs('what came of the revert', found.revert, truth.revert),
    ...placeDifference(found, truth),
    ...rateDifference(found, truth),
    ...sideDifferences(found, truth),
    ...setDifferences('affected', found.affected, truth.affected),
    ...setDifferences('not affected', found.unaffected, truth.unaffected),
    ...otherDifferences(found, truth, stray),
  ]
}

function differs(what: string, got: string | null, wanted: string): string[] {
  return got === wanted ? [] : [`${what} is ${got ?? 'not known'}, not ${wanted}`]
}

function placeDifference({ failsIn }: DemoFound, truth: Truth): string[] {
  if (failsIn !== null && truth.failsIn.includes(failsIn)) return []
  return [`the failure is named after ${failsIn ?? 'nothing'}, not after ${truth.failsIn.join(' or ')}`]
}

// A right answer is called wrong once in some 15,000 demos; a failure that has become solid, or
// rare, is noticed.
const DEVIATIONS = 4

/** A solid failure fails always; of another the share may be off as chance has it. */
function rateDifference({ failureRate, failureRuns }: DemoFound, { failureRate: rate }: Truth): string[] {
  if (failureRate === null) return ['no run was counted that had to fail']
  const chance = DEVIATIONS * Math.sqrt((rate * (1 - rate)) / failureRuns)
  if (Math.abs(failureRate - rate) <= chance) return []
  const percent = (share: number) => `${Math.round(share * 100)} %`
  return [`${percent(failureRate)} of ${failureRuns} runs failed, where ${percent(rate)} are to be expected`]
}

function sideDifferences(found: DemoFound, { sides }: Truth): string[] {
  const known = sides.map(({ hash }) => hash)
  return [
    ...sides
      .filter(({ hash }) => !found.sides.includes(hash))
      .map(({ hash, subject }) => `${hash} ("${subject}") does not go with the other side, and was not found`),
    ...found.sides
      .filter((hash) => !known.includes(hash))
      .map((hash) => `${hash} was found not to go with the other side, and is not it`),
  ]
}

function otherDifferences({ otherFailures }: DemoFound, truth: Truth, stray: readonly string[]): string[] {
  const listed = new Set(otherFailures)
  return [
    ...[...listed].filter((place) => !truth.otherFailures.includes(place)).map(notInHistory),
    ...stray.filter((place) => !listed.has(place)).map((place) => `${place} failed too, and is not listed`),
  ]
}

const notInHistory = (place: string): string => `a failure in ${place} is listed, and nothing fails there`

function setDifferences(word: string, got: readonly string[], wanted: readonly string[]): string[] {
  const missing = wanted.filter((target) => !got.includes(target))
  const extra = got.filter((target) => !wanted.includes(target))
  return [
    ...missing.map((target) => `${target} is ${word}, and was not found to be`),
    ...extra.map((target) => `${target} was found to be ${word}, and is not`),
  ]
}
