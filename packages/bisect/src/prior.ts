import type { CommitGraph } from './commit-graph.ts'
import { contentsOf } from './kernel.ts'
import type { Tested } from './partition.ts'
import type { Evidence } from './terms.ts'

// Kept for commits that are predicted to leave the kernel as it is: dependencies are not a proof.
const NOOP_SHARE = 0.0075
// A misleading suspicion costs at most as many tests as this share is short of one, in bits: two
// for a quarter.
const UNIFORM_SHARE = 0.25

/**
 * The hypotheses that are not about a single commit, before any run. The gate has just shown that
 * the boundaries differ.
 */
export const NO_CHANGE_PRIOR = 0.02
export const NOT_MONOTONE_PRIOR = 0.003

/**
 * The probability of each commit before any run, by index; they sum to one, or to zero when the
 * images rule every commit out. Three quarters follow the suspicion, one quarter is spread evenly,
 * so that the suspicion may be wrong.
 */
export function priorOf(graph: CommitGraph, evidence: Evidence, tested: readonly Tested[]): Float64Array {
  const ruledOut = ruledOutByImages(graph, evidence, tested)
  const noop = noopsOf(graph, evidence, tested)
  const prior = new Float64Array(graph.size)
  let live = 0
  let idle = 0
  let suspicion = 0
  for (let at = 0; at < prior.length; at++) {
    if (ruledOut[at]) continue
    if (noop[at]) idle++
    else {
      live++
      suspicion += suspicionOf(graph, evidence, at)
    }
  }
  const idleShare = idle === 0 ? 0 : live === 0 ? 1 : NOOP_SHARE
  const informed = suspicion > 0 ? 1 - UNIFORM_SHARE : 0
  for (let at = 0; at < prior.length; at++) {
    if (ruledOut[at]) continue
    if (noop[at]) prior[at] = idleShare / idle
    else {
      const own = suspicion > 0 ? (informed * suspicionOf(graph, evidence, at)) / suspicion : 0
      prior[at] = (1 - idleShare) * (own + (1 - informed) / live)
    }
  }
  return prior
}

function suspicionOf(graph: CommitGraph, evidence: Evidence, at: number): number {
  if (!evidence.suspicion) return 0
  return evidence.suspicion.get(graph.ids[at] ?? '') ?? 1
}

/**
 * Marks commits that are predicted to leave the kernel as it is. Where two kernels differ though
 * nothing but such commits lies between them, the predictions of all of these are revoked.
 */
export function noopsOf(graph: CommitGraph, evidence: Evidence, tested: readonly Tested[]): Uint8Array {
  const marks = new Uint8Array(graph.size)
  if (!evidence.noops || evidence.noops.size === 0) return marks
  for (const id of evidence.noops) {
    const at = graph.indexOf(id)
    if (at !== undefined) marks[at] = 1
  }
  for (const at of revokedNoops(graph, evidence, tested, marks)) marks[at] = 0
  return marks
}

function revokedNoops(graph: CommitGraph, evidence: Evidence, tested: readonly Tested[], marks: Uint8Array): number[] {
  const built = tested.filter(({ image, patch }) => image !== undefined && patch === undefined)
  const changes = graph.ancestorSums(marks.map((mark) => 1 - mark))
  const revoked: number[] = []
  const revoke = (later: number, earlier: Uint8Array | undefined) => {
    const own = graph.ancestorsOf(later)
    for (let at = 0; at <= later; at++) if (own[at] && !earlier?.[at] && marks[at]) revoked.push(at)
  }
  for (const later of built) {
    const { imagesBefore } = evidence
    if (imagesBefore && imagesBefore.size > 0 && changes[later.at] === 0 && !imagesBefore.has(later.image ?? ''))
      revoke(later.at, undefined)
    const ancestors = graph.ancestorsOf(later.at)
    for (const earlier of built) {
      if (earlier.at >= later.at || !ancestors[earlier.at] || earlier.image === later.image) continue
      if (changes[earlier.at] === changes[later.at]) revoke(later.at, graph.ancestorsOf(earlier.at))
    }
  }
  return revoked
}

/**
 * Marks commits that cannot be the culprit whatever the runs say: they would make one of two
 * kernels bad and the other good, though both are the same kernel, or a kernel bad that was good
 * before the range.
 */
function ruledOutByImages(graph: CommitGraph, evidence: Evidence, tested: readonly Tested[]): Uint8Array {
  const ruledOut = new Uint8Array(graph.size)
  const byImage = new Map<string, Tested[]>()
  for (const one of tested) {
    if (one.image === undefined) continue
    // Rather too few are ruled out: what a patch does to an image is not compared with images of
    // commits as they are.
    const name = one.patch === undefined ? one.image : `patched ${one.image}`
    byImage.set(name, [...(byImage.get(name) ?? []), one])
  }
  for (const [image, members] of byImage) {
    const before = evidence.imagesBefore?.has(image) ?? false
    if (members.length < 2 && !before) continue
    const has = new Uint16Array(graph.size)
    for (const member of members) {
      const contents = contentsOf(graph, member)
      for (let at = 0; at < has.length; at++) if (contents[at]) has[at] = (has[at] ?? 0) + 1
    }
    for (let at = 0; at < has.length; at++) {
      const some = (has[at] ?? 0) > 0
      if (some && (before || has[at] !== members.length)) ruledOut[at] = 1
    }
  }
  return ruledOut
}
