import type { BisectionResult } from '@kbisect/contracts'
import type { RangeEvidence } from '../model/range-evidence.ts'
import { obstacleWords } from './candidate-verdict.ts'

/**
 * Why commits that are left could not be told apart: the obstacles, with the number of commits that
 * met each.
 */
export function untestedWords(left: readonly string[], { showings }: RangeEvidence): string {
  const obstacles = new Map<string, number>()
  for (const hash of left) {
    const showing = showings.get(hash)
    if (!showing || (showing.passes + showing.failures > 0 && !showing.override)) continue
    const why = obstacleWords(showing)
    obstacles.set(why, (obstacles.get(why) ?? 0) + 1)
  }
  if (obstacles.size === 0) return 'nothing that can be tested tells them apart'
  const met = [...obstacles]
    .map(([why, count]) => `${count === 1 ? '1 commit' : `${count} commits`}: ${why}`)
    .join('; ')
  const others = left.length - [...obstacles.values()].reduce((sum, count) => sum + count, 0)
  return others === 0 ? met : `${met}; nothing tells the others from those`
}

const percentOf = (probability: number): number => Math.round(probability * 100)

/**
 * Which of several commits is the likeliest; where the first ones are as likely as each other, how
 * many of them are.
 */
export function likeliestWords(ranked: BisectionResult['ranked']): string {
  const [first] = ranked
  if (!first) return ''
  const chance = percentOf(first.probability)
  const equal = ranked.filter(({ probability }) => percentOf(probability) === chance)
  if (equal.length > 1) return ` No commit is the likeliest: ${equal.length} have ${chance} % each.`
  return ` The likeliest is ${first.commit.slice(0, 12)} ("${first.subject}"), with ${chance} %.`
}

/** What failed before, and passed after it. */
export function contradictionWords(
  { bad, good }: { readonly bad: readonly string[]; readonly good: readonly string[] },
  { overrides }: RangeEvidence,
): string {
  const name = (hashes: readonly string[]) => hashes.map((hash) => hash.slice(0, 12)).join(', ')
  if (good.length === 0 || bad.length === 0) return 'No single commit of the range explains what was seen.'
  // What people say of kernels these did not show.
  const [did, does] = [...bad, ...good].some((hash) => overrides.has(hash))
    ? ['is bad', 'is good']
    : ['failed', 'passed']
  return `${name(bad)} ${did}, but ${name(good)}, which came later, ${does}: the failure went and came back, or depends on something else.`
}
