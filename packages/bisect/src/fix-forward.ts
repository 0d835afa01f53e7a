import type { CommitGraph } from './commit-graph.ts'
import type { Tested } from './partition.ts'
import type { Testability } from './testability.ts'
import type { UntestableRegion } from './untestable-regions.ts'

// Less probability than this among commits that do not build is not worth looking for what fixes
// them.
const WORTH_FIXING = 0.2
// A commit that is more likely broken than not is built with the fix at once.
const BROKEN = 0.5
// From here on a commit is built to find the fix, though it may never have had the break.
const PERHAPS_BROKEN = 0.5

// A break that is as sure as that is looked for no longer.
const LEAST_HALF = 0.02
// Builds that only look for the fix, as a multiple of what halving the whole history takes. Where
// none of many has the break they tell nothing.
const MOST_LOOKS = 1.5

/**
 * How to get at commits that do not build: find the later commit that fixed them, and apply it to
 * them.
 */
export type FixForward =
  | { readonly kind: 'none' }
  /**
   * Build this commit, only to see whether it builds: the fix is in a part of the history that it
   * halves.
   */
  | { readonly kind: 'search'; readonly next: string }
  /** By index: 1 for commits to be tested with the fix applied. */
  | { readonly kind: 'fix'; readonly fix: string; readonly region: Uint8Array }

/**
 * Finds the commit that ended a region of broken ones by halving: of a commit that does not build
 * and a descendant that does, one commit between them fixed it. Builds alone decide, no runs are
 * needed.
 *
 * @param probability by index, of being the culprit
 * @param tested as they are, without fixes
 */
export function fixForward(
  graph: CommitGraph,
  tested: readonly Tested[],
  probability: Float64Array,
  { likely, regions }: Testability,
): FixForward {
  const known = new Set(tested.map(({ at }) => at))
  const builds = new Set(tested.filter(({ image }) => image !== undefined).map(({ at }) => at))
  const worst = worstRegion(regions, probability, known)
  if (!worst) return { kind: 'none' }
  const { region, stuck } = worst
  const [only, ...more] = region.fixes
  if (only === undefined) return { kind: 'none' }
  if (more.length === 0)
    return { kind: 'fix', fix: graph.ids[only] ?? '', region: unfixed(graph, only, builds, likely) }
  const looks = tested.filter((one) => one.image !== undefined && one.passes + one.failures + one.others === 0).length
  if (stuck < WORTH_FIXING || looks >= MOST_LOOKS * Math.log2(graph.size)) return { kind: 'none' }
  const next = halve(graph, region, known) ?? halveBreak(graph, region, tested)
  return next === undefined ? { kind: 'none' } : { kind: 'search', next: graph.ids[next] ?? '' }
}

/** The region that holds most of the probability. */
function worstRegion(regions: readonly UntestableRegion[], probability: Float64Array, known: ReadonlySet<number>) {
  let worst: { region: UntestableRegion; stuck: number } | undefined
  for (const region of regions) {
    let stuck = 0
    for (let at = 0; at < probability.length; at++) {
      const broken = (region.hasBreak[at] ?? 0) * (1 - (region.hasFix[at] ?? 0))
      if (broken > BROKEN || !known.has(at)) stuck += (probability[at] ?? 0) * broken
    }
    if (!worst || stuck > worst.stuck) worst = { region, stuck }
  }
  return worst
}

/** Commits without the fix that do not build, or most likely do not. */
function unfixed(graph: CommitGraph, fix: number, builds: ReadonlySet<number>, likely: Float64Array): Uint8Array {
  const marks = new Uint8Array(graph.size)
  const fixed = graph.descendantsOf(fix)
  for (let at = 0; at < graph.size; at++) {
    if (!fixed[at] && !builds.has(at) && (likely[at] ?? 1) < BROKEN) marks[at] = 1
  }
  return marks
}

/**
 * The commit that is expected to rule out most possible fixes. It had better have the break: of one
 * that never had it, a build that succeeds says nothing of the fix.
 */
function halve(
  graph: CommitGraph,
  { fixes, hasBreak }: UntestableRegion,
  known: ReadonlySet<number>,
): number | undefined {
  const marks = new Float64Array(graph.size)
  for (const at of fixes) marks[at] = 1
  const within = graph.ancestorSums(marks)
  let best: number | undefined
  let most = 0
  for (let at = 0; at < graph.size; at++) {
    const some = within[at] ?? 0
    const broken = hasBreak[at] ?? 0
    if (known.has(at) || broken < PERHAPS_BROKEN) continue
    const worth = broken * Math.min(some, fixes.length - some)
    const isAsGood = best !== undefined && Math.abs(worth - most) <= 1e-9 * most
    if (isAsGood ? (graph.ids[at] ?? '') >= (graph.ids[best ?? 0] ?? '') : worth <= most) continue
    best = at
    most = worth
  }
  return best
}

/**
 * The commit that halves the possible breaks best. Only ancestors of a commit that does not build
 * can tell: they cannot have the fix, so one of them that builds has not the break.
 */
function halveBreak(graph: CommitGraph, { hasBreak }: UntestableRegion, tested: readonly Tested[]): number | undefined {
  const known = new Set(tested.map(({ at }) => at))
  const broken = tested.filter(({ untestable }) => untestable)
  let best: number | undefined
  let most = LEAST_HALF
  for (let at = 0; at < graph.size; at++) {
    const share = hasBreak[at] ?? 0
    const smaller = Math.min(share, 1 - share)
    if (smaller <= most || known.has(at) || !broken.some((one) => graph.ancestorsOf(one.at)[at] === 1)) continue
    best = at
    most = smaller
  }
  return best
}
