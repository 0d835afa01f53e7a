import type { Target } from '@kbisect/contracts'
import type { MeasuredSeconds, UsualSeconds } from '../model/expectation.ts'
import type { Facts } from '../model/facts.ts'
import { median } from '../model/in-flight.ts'

/** Before this many builds of its own a bisection is not its own best measure. */
const ENOUGH_BUILDS = 3

/**
 * Whether the facts of a bisection tell well enough what its tasks take, so that nobody need look
 * at others.
 */
export const measuresItself = (facts: Facts, target: Target, test: string): boolean =>
  facts.builds.filter(({ targetKey, result, clean }) => targetKey === target.key && result === 'built' && !clean)
    .length >= ENOUGH_BUILDS &&
  (test === 'build' || facts.runs.some(({ targetKey }) => targetKey === target.key))

/**
 * What tasks take on a target, by what was measured there, and by earlier bisections for what was
 * not yet; undefined while something is known of neither.
 */
export function usualSecondsOf(
  facts: Facts,
  target: Target,
  test: string,
  earlier: MeasuredSeconds | undefined,
): UsualSeconds | undefined {
  // Clean builds compile all as the first one does, and have no cache besides.
  const built = facts.builds.filter(
    ({ targetKey, result, clean }) => targetKey === target.key && result !== 'conflict' && !clean,
  )
  const boots = facts.runs.filter(({ targetKey }) => targetKey === target.key)
  // The one that took longest compiled all: facts come in any order.
  const [first, ...further] = built.map(({ seconds }) => seconds).sort((a, b) => b - a)
  const firstBuild = first ?? earlier?.firstBuild
  const enough = further.length >= ENOUGH_BUILDS - 1
  // One build says nothing of those that follow: they compile what changed.
  const build = (enough ? median(further) : earlier?.build) ?? median(further)
  const boot = test === 'build' ? 0 : (median(boots.map(({ seconds }) => seconds)) ?? earlier?.boot ?? undefined)
  if (firstBuild === undefined || build === undefined || boot === undefined) return undefined
  return { firstBuild, build, boot }
}
