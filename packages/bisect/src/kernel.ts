import type { CommitGraph } from './commit-graph.ts'

/** Stands for the index of a commit that is older than the range. */
export const BEFORE = -1

/**
 * A source that was or can be built: a commit as it is, or with a later commit's change applied on
 * top. Both are indexes.
 */
export interface Kernel {
  /** {@link BEFORE} for a commit older than the range. */
  readonly at: number
  readonly patch?: number | undefined
}

/**
 * Marks (1) each commit of the range whose change a kernel has: its history, and what the patch
 * brings. A kernel with a patch has the failure when the patch brings it, just as it has when its
 * own history does. Do not write to the answer.
 */
export function contentsOf(graph: CommitGraph, { at, patch }: Kernel): Uint8Array {
  const own = at === BEFORE ? new Uint8Array(graph.size) : graph.ancestorsOf(at)
  if (patch === undefined) return own
  const contents = own.slice()
  for (const [commit, brought] of broughtBy(graph, patch).entries()) if (brought) contents[commit] = 1
  return contents
}

/**
 * Marks (1) what applying a commit to another source brings: the commit itself. A merge is applied
 * as its difference to its first parent, so it brings everything that this parent lacks.
 */
export function broughtBy(graph: CommitGraph, patch: number): Uint8Array {
  const brought = new Uint8Array(graph.size)
  if (graph.parentCountOf(patch) < 2) {
    brought[patch] = 1
    return brought
  }
  const first = graph.firstParentOf(patch)
  const mainline = first === undefined ? undefined : graph.ancestorsOf(first)
  const history = graph.ancestorsOf(patch)
  for (let at = 0; at <= patch; at++) if (history[at] && !mainline?.[at]) brought[at] = 1
  return brought
}

/**
 * For each commit, the sum of a value over everything that its kernel has, with a patch on top
 * where there is one.
 */
export function contentSums(graph: CommitGraph, values: Float64Array, patch: number | undefined): Float64Array {
  const sums = graph.ancestorSums(values)
  if (patch === undefined) return sums
  const brought = broughtBy(graph, patch)
  const own = values.map((value, at) => (brought[at] ? value : 0))
  const all = own.reduce((sum, value) => sum + value, 0)
  // What both the history and the patch have counts once.
  const shared = graph.ancestorSums(own)
  return sums.map((sum, at) => sum + all - (shared[at] ?? 0))
}

/** A number of its own for each kernel; of a commit as it is, its index. */
export function kernelNumber(graph: CommitGraph, { at, patch }: Kernel): number {
  return patch === undefined ? at : graph.size + patch * (graph.size + 1) + at + 1
}
