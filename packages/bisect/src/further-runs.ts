import type { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import type { Choice, Costs, Evidence } from './terms.ts'

/**
 * How sure the engine is to be which commit it is when one is proved. A search ends at 99 %, and is then wrong in up to seven cases of a
 * thousand, as the number says; it names a neighbour then. The runs that are missing to this cost little, as the kernels in
 * question are there.
 */
const SURE = 0.997
// Runs that tell less, in bits, would have to be made for ever.
const LEAST_BITS = 1e-3

/**
 * Returns the runs that are still worth making when a culprit was named and all else about it is proved: of kernels that are there,
 * until the engine is surer than a search must be. None where it is, or where only a build would tell more. Does not depend on
 * what is in flight, so that a run is named until it was made.
 *
 * @param boots how many runs can be made at once
 */
export function furtherRuns(graph: CommitGraph, evidence: Evidence, costs: Costs, boots: number): readonly Choice[] {
  const slots = { build: 0, boot: boots, total: boots }
  const { start } = decide(graph, { ...evidence, inFlight: [] }, costs, slots, { sure: SURE })
  return start.filter(({ stage, bits }) => stage === 'boot' && bits >= LEAST_BITS)
}
