import type { CommitGraph, Evidence } from '@kbisect/bisect'
import { LARGEST_BLOCK, SMALLEST_BLOCK } from '../truth/broken-block.ts'
import { descendantsOf } from '../truth/world.ts'

/** A block that could have been drawn: commits with the one and without the other. */
interface Pair {
  readonly breaks: number
  readonly fixes: number
  /** How likely it is drawn, in proportion. */
  readonly weight: number
}

/** All blocks of a history that {@link drawBrokenBlock} could draw. */
class Blocks {
  readonly pairs: readonly Pair[]
  readonly #later: readonly Uint8Array[]
  /** By index: probability that a commit can be built, before anything was. */
  readonly first: Float64Array

  constructor(graph: CommitGraph) {
    this.#later = graph.ids.map((_, at) => descendantsOf(graph, at))
    const counts = this.#later.map((marks) => marks.reduce((sum, mark) => sum + mark, 0))
    const pairs: Pair[] = []
    for (let breaks = 0; breaks < graph.size; breaks++) {
      for (let fixes = breaks + 1; fixes < graph.size; fixes++) {
        if (!this.#later[breaks]?.[fixes]) continue
        const share = ((counts[breaks] ?? 0) - (counts[fixes] ?? 0)) / graph.size
        if (share < SMALLEST_BLOCK || share > LARGEST_BLOCK) continue
        // The fix is drawn among what comes after the break.
        pairs.push({ breaks, fixes, weight: 1 / ((counts[breaks] ?? 0) - 1) })
      }
    }
    this.pairs = pairs
    this.first = this.likely(pairs)
  }

  has({ breaks, fixes }: Pair, at: number): boolean {
    return this.#later[breaks]?.[at] === 1 && this.#later[fixes]?.[at] === 0
  }

  /** By index: probability that a commit can be built if one of these blocks is the true one. */
  likely(pairs: readonly Pair[]): Float64Array {
    const broken = new Float64Array(this.#later.length)
    let all = 0
    for (const { breaks, fixes, weight } of pairs) {
      all += weight
      const [withBreak, withFix] = [this.#later[breaks], this.#later[fixes]]
      for (let at = breaks; at < broken.length; at++)
        if (withBreak?.[at] && !withFix?.[at]) broken[at] = (broken[at] ?? 0) + weight
    }
    return broken.map((sum) => (all > 0 ? Math.max(0, 1 - sum / all) : 1))
  }
}

const known = new WeakMap<CommitGraph, Blocks>()

/**
 * What one knows of which commits can be built who knows how the blocks are drawn, but not which
 * one was: exactly, by Bayes’ rule over all of them. No engine knows that of a real history, where
 * regions may have any length.
 *
 * @returns for the evidence of one search as it grows, the probability that each commit can be
 * built, by index
 */
export function blockOracle(graph: CommitGraph): (evidence: Evidence) => Float64Array {
  const blocks = known.get(graph) ?? new Blocks(graph)
  known.set(graph, blocks)
  const seen = new Set<string>()
  let { pairs } = blocks
  let likely = blocks.first
  return ({ commits }) => {
    let isNew = false
    for (const [id, { untestable, image }] of commits) {
      const at = graph.indexOf(id)
      if (at === undefined || seen.has(id) || (!untestable && image === undefined)) continue
      seen.add(id)
      isNew = true
      pairs = pairs.filter((pair) => blocks.has(pair, at) === untestable)
    }
    if (isNew) likely = blocks.likely(pairs)
    return likely
  }
}
