import type { CommitGraph } from './commit-graph.ts'
import type { CommitEvidence, Evidence, Tally } from './terms.ts'

/** Evidence on a commit of the graph. */
export interface Tested extends CommitEvidence {
  readonly at: number
  /** A fix was applied on top: its image is not comparable with those of others. */
  readonly patched: boolean
}

/**
 * The candidates, parted by the tested commits that would have the change if the candidate were the culprit. All of one part
 * explain the runs equally well, so likelihoods are worked out for parts and not for commits.
 */
export interface Partition {
  readonly tested: readonly Tested[]
  /** The part of each commit, by index. */
  readonly partOf: Int32Array
  /** For each part: the runs on kernels that would have the change. */
  readonly withChange: readonly Tally[]
  /** All runs, those before the range included. */
  readonly total: Tally
  readonly before: Tally
}

/** The evidence on commits of the graph, in order of their indexes, whatever the order in which it came. */
export function testedOf(graph: CommitGraph, commits: ReadonlyMap<string, CommitEvidence>, patched = false): Tested[] {
  const tested: Tested[] = []
  for (const [id, known] of commits) {
    const at = graph.indexOf(id)
    if (at !== undefined) tested.push({ ...known, at, patched })
  }
  return tested.sort((a, b) => a.at - b.at)
}

/** What is known of each commit, with a fix applied where it does not build as it is. */
function testedSomehow(graph: CommitGraph, evidence: Evidence): Tested[] {
  const plain = testedOf(graph, evidence.commits)
  const patched = testedOf(graph, evidence.patched ?? new Map(), true)
  const sound = new Set(plain.filter(({ untestable }) => !untestable).map(({ at }) => at))
  const mended = new Set(patched.filter(({ at }) => !sound.has(at)).map(({ at }) => at))
  return [...plain.filter(({ at }) => !mended.has(at)), ...patched.filter(({ at }) => mended.has(at))].sort(
    (a, b) => a.at - b.at,
  )
}

export function partCandidates(graph: CommitGraph, evidence: Evidence): Partition {
  const tested = testedSomehow(graph, evidence)
  const partOf = new Int32Array(graph.size)
  const withChange: { passes: number; fails: number }[] = [{ passes: 0, fails: 0 }]
  const total = { ...evidence.before }
  for (const { at, passes, fails } of tested) {
    if (passes + fails === 0) continue
    total.passes += passes
    total.fails += fails
    const ancestors = graph.ancestorsOf(at)
    const moved = new Int32Array(withChange.length).fill(-1)
    for (let commit = 0; commit <= at; commit++) {
      if (ancestors[commit] === 0) continue
      const from = partOf[commit] ?? 0
      let to = moved[from] ?? -1
      if (to < 0) {
        to = withChange.length
        moved[from] = to
        const old = withChange[from] ?? { passes: 0, fails: 0 }
        withChange.push({ passes: old.passes + passes, fails: old.fails + fails })
      }
      partOf[commit] = to
    }
  }
  return { tested, partOf, withChange, total, before: evidence.before }
}
