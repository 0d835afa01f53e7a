import type { CommitGraph } from './commit-graph.ts'
import { BEFORE, contentsOf, type Kernel } from './kernel.ts'
import type { CommitEvidence, Evidence, Tally } from './terms.ts'

/**
 * Evidence on a commit of the graph, or on one with a patch applied on top, which may be older than
 * the range.
 */
export interface Tested extends CommitEvidence, Kernel {
  /** Of the commit. */
  readonly id: string
}

/** A commit of the graph of which a person says whether it has the change. */
export interface Overridden {
  readonly at: number
  readonly bad: boolean
}

/**
 * The candidates, parted by the tested commits that would have the change if the candidate were the
 * culprit. All of one part explain the runs equally well, so likelihoods are worked out for parts
 * and not for commits.
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
  readonly overrides: readonly Overridden[]
  /** For each part: how many of these would be wrong. */
  readonly against: readonly number[]
}

/**
 * The evidence on commits of the graph as they are, in order of their indexes, whatever the order
 * in which it came.
 */
export function testedOf(graph: CommitGraph, commits: ReadonlyMap<string, CommitEvidence>): Tested[] {
  const tested: Tested[] = []
  for (const [id, known] of commits) {
    const at = graph.indexOf(id)
    if (at !== undefined) tested.push({ ...known, at, id })
  }
  return tested.sort((a, b) => a.at - b.at)
}

/**
 * The evidence on patched kernels. What a patch from elsewhere brings is not known, so that its
 * kernels say nothing.
 */
function patchedOf(graph: CommitGraph, { patched = [] }: Evidence): Tested[] {
  return patched.flatMap(({ commit: id, patch: patchId, ...known }) => {
    const patch = graph.indexOf(patchId)
    return patch === undefined ? [] : [{ ...known, at: graph.indexOf(id) ?? BEFORE, patch, id }]
  })
}

function allTested(graph: CommitGraph, evidence: Evidence): Tested[] {
  const all = [...testedOf(graph, evidence.commits), ...patchedOf(graph, evidence)]
  return all.sort((a, b) => a.at - b.at || (a.patch ?? -1) - (b.patch ?? -1))
}

function overriddenOf(graph: CommitGraph, { overrides = new Map() }: Evidence): Overridden[] {
  const known: Overridden[] = []
  for (const [id, verdict] of overrides) {
    const at = graph.indexOf(id)
    if (at !== undefined) known.push({ at, bad: verdict === 'bad' })
  }
  return known.sort((a, b) => a.at - b.at)
}

export function partCandidates(graph: CommitGraph, evidence: Evidence): Partition {
  const tested = allTested(graph, evidence)
  const overrides = overriddenOf(graph, evidence)
  const parts = new Parts(graph)
  const withChange: Tally[] = [{ passes: 0, failures: 0 }]
  const total = { ...evidence.before }
  // Whoever lacks them all has none of those that are said to be bad.
  const against = [overrides.filter(({ bad }) => bad).length]
  for (const one of tested) {
    const { passes, failures } = one
    if (passes + failures === 0) continue
    total.passes += passes
    total.failures += failures
    parts.split(contentsOf(graph, one), (from) => {
      const old = withChange[from] ?? { passes: 0, failures: 0 }
      withChange.push({ passes: old.passes + passes, failures: old.failures + failures })
      against.push(against[from] ?? 0)
    })
  }
  for (const { at, bad } of overrides) {
    parts.split(graph.ancestorsOf(at), (from) => {
      withChange.push(withChange[from] ?? { passes: 0, failures: 0 })
      against.push((against[from] ?? 0) + (bad ? -1 : 1))
    })
  }
  return { tested, partOf: parts.partOf, withChange, total, before: evidence.before, overrides, against }
}

/** Commits by the part that they are in; all are in part 0 at first. */
class Parts {
  readonly partOf: Int32Array
  #count = 1

  constructor(graph: CommitGraph) {
    this.partOf = new Int32Array(graph.size)
  }

  /**
   * Moves the marked commits to parts of their own; `add` is called with the part that each new one
   * comes from.
   */
  split(contents: Uint8Array, add: (from: number) => void): void {
    const moved = new Int32Array(this.#count).fill(-1)
    for (let commit = 0; commit < contents.length; commit++) {
      if (contents[commit] === 0) continue
      const from = this.partOf[commit] ?? 0
      let to = moved[from] ?? -1
      if (to < 0) {
        to = this.#count++
        moved[from] = to
        add(from)
      }
      this.partOf[commit] = to
    }
  }
}
