import type { KernelBehaviour } from '@kbisect/testing'
import { panics, passes } from '@kbisect/testing'
import { type Random, randomFrom } from '../engine/random.ts'

/** Something that a commit broke and a later one repaired. */
export interface Breakage {
  /** The function that panics; of this breakage alone. */
  readonly function: string
  /** Number of the commit that broke it. */
  readonly culprit: number
  /** Number of the revision that shows it first. */
  readonly revision: number
  /** Number of the first commit that is repaired. */
  readonly fix: number
  readonly targets: readonly string[]
  /** Share of boots that show it. */
  readonly rate: number
}

/** A tree for a year: revisions of some commits each, on some targets. */
export interface WatchYear {
  readonly seed: string
  readonly revisions: number
  readonly targets: readonly string[]
  readonly breakages: readonly Breakage[]
  /** Share of boots that fail, by target, whatever the revision. */
  readonly flaky: ReadonlyMap<string, number>
}

/** Commits that each revision brings. */
export const COMMITS_A_REVISION = 5
// One revision in so many breaks something.
const BREAKS_ONE_IN = 20
const FLAKY_SHARE = 0.1

const ARCHITECTURES = ['arm', 'arm64', 'x86_64'] as const

/** Names of targets: architectures with configurations. */
export function targetNames(count: number): string[] {
  return Array.from({ length: count }, (_, at) => {
    const architecture = ARCHITECTURES[at % ARCHITECTURES.length] ?? 'arm'
    const configuration = Math.floor(at / ARCHITECTURES.length)
    return configuration === 0 ? architecture : `${architecture}/config-${configuration}`
  })
}

/** Draws a year; equal seeds draw the same one. */
export function drawYear(seed: string, revisions: number, targetCount: number): WatchYear {
  const random = randomFrom(`watch ${seed}`)
  const targets = targetNames(targetCount)
  const flaky = new Map<string, number>()
  for (const target of shuffled(targets, random).slice(0, Math.round(targetCount * FLAKY_SHARE)))
    flaky.set(target, 0.02 + 0.28 * random.next())
  const breakages: Breakage[] = []
  // Not the first one, which is compared with none.
  for (let revision = 2; revision <= revisions; revision++) {
    if (!random.chance(1 / BREAKS_ONE_IN)) continue
    const fixedAfter = 2 + random.below(6)
    breakages.push({
      function: `broken_${breakages.length + 1}`,
      culprit: (revision - 1) * COMMITS_A_REVISION + 1 + random.below(COMMITS_A_REVISION),
      revision,
      fix: (revision + fixedAfter - 1) * COMMITS_A_REVISION + 1,
      targets: shuffled(targets, random).slice(0, 1 + random.below(targetCount)),
      rate: random.chance(0.75) ? 1 : 0.4 + 0.5 * random.next(),
    })
  }
  return { seed, revisions, targets, breakages, flaky }
}

function shuffled<T>(list: readonly T[], random: Random): T[] {
  return list
    .map((one) => [random.next(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one)
}

/** What one boot of a commit shows. */
export function behaveIn(year: WatchYear, commit: number, target: string, attempt: number): KernelBehaviour {
  const random = randomFrom(`${year.seed} ${commit} ${target} ${attempt}`)
  const broken = year.breakages.find(
    ({ culprit, fix, targets, rate }) =>
      culprit <= commit && commit < fix && targets.includes(target) && random.chance(rate),
  )
  if (broken) return panics(broken.function)
  return random.chance(year.flaky.get(target) ?? 0) ? panics(`flaky_${target.replaceAll(/\W/g, '_')}`) : passes
}
