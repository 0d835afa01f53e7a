import type { CommitGraph } from './commit-graph.ts'
import type { Tested } from './partition.ts'

// Less probability than this among commits that do not build is not worth looking for what mends them.
const WORTH_MENDING = 0.2
// A commit that is more likely broken than not is built with the fix at once.
const BROKEN = 0.5

/** How to get at commits that do not build: find the later commit that mended them, and apply it to them. */
export type FixForward =
  | { readonly kind: 'none' }
  /** Build this commit, only to see whether it builds: the fix is in a part of the history that it halves. */
  | { readonly kind: 'search'; readonly next: string }
  /** By index: 1 for commits to be tested with the fix applied. */
  | { readonly kind: 'fix'; readonly fix: string; readonly stretch: Uint8Array }

interface Gap {
  readonly broken: number
  readonly sound: number
  /** Commits of `sound`'s history that are not in `broken`'s: the fix is one of them. */
  readonly size: number
}

/**
 * Finds the commit that ended a stretch of broken ones by halving: of a commit that does not build and a descendant that does,
 * one commit between them mended it. Builds alone decide, no runs are needed.
 *
 * @param probability by index, of being the culprit
 * @param testable by index, the chance that a commit can be tested as it is
 */
export function fixForward(
  graph: CommitGraph,
  tested: readonly Tested[],
  probability: Float64Array,
  testable: Float64Array,
): FixForward {
  const gap = narrowestGap(graph, tested)
  if (!gap) return { kind: 'none' }
  if (gap.size === 1) {
    const fix = graph.ids[gap.sound] ?? ''
    return { kind: 'fix', fix, stretch: stretchBefore(graph, gap.sound, tested, testable) }
  }
  let stuck = 0
  for (let at = 0; at < graph.size; at++) stuck += (probability[at] ?? 0) * (1 - (testable[at] ?? 1))
  if (stuck < WORTH_MENDING) return { kind: 'none' }
  const next = halve(graph, gap, new Set(tested.map(({ at }) => at)))
  return next === undefined ? { kind: 'none' } : { kind: 'search', next: graph.ids[next] ?? '' }
}

function narrowestGap(graph: CommitGraph, tested: readonly Tested[]): Gap | undefined {
  const counts = graph.ancestorCounts()
  let best: Gap | undefined
  for (const { at: sound, image } of tested) {
    if (image === undefined) continue
    const ancestors = graph.ancestorsOf(sound)
    for (const { at: broken, untestable } of tested) {
      if (!untestable || ancestors[broken] !== 1 || broken === sound) continue
      const size = (counts[sound] ?? 0) - (counts[broken] ?? 0)
      if (!best || size < best.size) best = { broken, sound, size }
    }
  }
  return best
}

/** Commits before the fix that do not build, or most likely do not. */
function stretchBefore(graph: CommitGraph, fix: number, tested: readonly Tested[], testable: Float64Array): Uint8Array {
  const stretch = new Uint8Array(graph.size)
  const mended = graph.descendantsOf(fix)
  const builds = new Set(tested.filter(({ image }) => image !== undefined).map(({ at }) => at))
  for (let at = 0; at < graph.size; at++) {
    if (!mended[at] && !builds.has(at) && (testable[at] ?? 1) < BROKEN) stretch[at] = 1
  }
  return stretch
}

/** The commit between the two that halves what is between them best. It must descend from the broken one: elsewhere it may never have broken. */
function halve(graph: CommitGraph, { broken, sound, size }: Gap, known: ReadonlySet<number>): number | undefined {
  const within = graph.ancestorsOf(sound)
  const after = graph.descendantsOf(broken)
  const counts = graph.ancestorCounts()
  let best: number | undefined
  let bestRest = size
  for (let at = broken + 1; at < sound; at++) {
    if (within[at] !== 1 || known.has(at) || after[at] !== 1) continue
    const left = (counts[at] ?? 0) - (counts[broken] ?? 0)
    const rest = Math.max(left, size - left)
    if (
      best === undefined ||
      rest < bestRest ||
      (rest === bestRest && (graph.ids[at] ?? '') < (graph.ids[best] ?? ''))
    ) {
      best = at
      bestRest = rest
    }
  }
  return best
}
