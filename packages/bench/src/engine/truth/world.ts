import { BEFORE, type CommitGraph, contentsOf } from '@kbisect/bisect'
import type { Random } from '../random.ts'

/** What is really the case in one trial. Only a world looks at it. */
export interface Truth {
  /**
   * Index of the commit that brought the failure; undefined: nothing in the range did, and all runs
   * fail at `p0`.
   */
  readonly culprit: number | undefined
  /** Share of runs that fail with the culprit in. */
  readonly p1: number
  /** And without it. */
  readonly p0: number
  /** Share of runs that die of something else. */
  readonly others?: number
  /** By index: 1 where there is no kernel to run. */
  readonly untestable?: Uint8Array
  /** The commit that fixed these; applied to any of them, it fixes that one. */
  readonly fixedBy?: number
}

export type Ending = 'pass' | 'fail' | 'other'

/**
 * What can be asked about commits by building and running them: no more than a real kernel tells.
 * `patch`: a later commit that is applied on top, with whatever it brings; a merge brings what its
 * first parent lacks.
 */
export interface World {
  builds(at: number, patch?: number): boolean
  run(at: number, patch?: number): Ending
  /** A run of the good revision, which is no commit of the range. */
  runGood(): Ending
  /** A run of the last commit with another one reverted. */
  runReverted(reverted: number): Ending
}

export function createWorld(graph: CommitGraph, truth: Truth, random: Random): World {
  const { culprit, p1, p0, others = 0, untestable, fixedBy } = truth
  const hasCulprit = culprit === undefined ? new Uint8Array(graph.size) : descendantsOf(graph, culprit)
  const run = (rate: number): Ending => {
    if (others > 0 && random.chance(others)) return 'other'
    return random.chance(rate) ? 'fail' : 'pass'
  }
  const brings = (patch: number) => culprit !== undefined && contentsOf(graph, { at: BEFORE, patch })[culprit] === 1
  return {
    builds: (at, patch) => !untestable?.[at] || (patch !== undefined && patch === fixedBy),
    run: (at, patch) => run(hasCulprit[at] || (patch !== undefined && brings(patch)) ? p1 : p0),
    runGood: () => run(p0),
    runReverted: (reverted) => run(culprit === undefined || reverted === culprit ? p0 : p1),
  }
}

/** Marks (1) a commit and all that have it among their ancestors. */
export function descendantsOf(graph: CommitGraph, of: number): Uint8Array {
  const marked = new Uint8Array(graph.size)
  marked[of] = 1
  for (let at = of + 1; at < graph.size; at++) if (graph.parentsOf(at).some((parent) => marked[parent])) marked[at] = 1
  return marked
}
