import type { CommitGraph } from './commit-graph.ts'
import { decide } from './decide.ts'
import type { Choice, Costs, Evidence } from './terms.ts'

/**
 * How sure the engine is to be which commit it is. A search ends at 99 %, and is then wrong in up
 * to seven cases of a thousand, as the number says; it names a neighbour then. When that is proved,
 * the runs that are missing to 99.7 % cost little, as the kernels in question are there. When its
 * revert did not help, which is so whenever the wrong commit was named, much more is asked.
 */
const SURE = { proved: 0.997, doubted: 0.9999 }
// Runs that tell less, in bits, would have to be made for ever.
const LEAST_BITS = { proved: 1e-3, doubted: 1e-4 }

/**
 * Returns the runs that are still worth making when a culprit was named and all else about it is
 * proved: of kernels that are there, until the engine is surer than a search must be. None where it
 * is, or where only a build would tell more. Does not depend on what is in flight, so that a run is
 * named until it was made.
 *
 * @param boots how many runs can be made at once
 * @param standing `doubted`: the failure shows with the culprit reverted, too
 */
export function furtherRuns(
  graph: CommitGraph,
  evidence: Evidence,
  costs: Costs,
  boots: number,
  standing: 'proved' | 'doubted' = 'proved',
): readonly Choice[] {
  const slots = { build: 0, boot: boots, total: boots }
  const { start } = decide(graph, { ...evidence, inFlight: [] }, costs, slots, { sure: SURE[standing] })
  return start.filter(({ stage, bits }) => stage === 'boot' && bits >= LEAST_BITS[standing])
}
