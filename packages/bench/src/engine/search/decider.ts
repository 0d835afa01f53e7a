import { type CommitGraph, type Costs, type Decision, decide, type Evidence, type Slots } from '@kbisect/bisect'

/** What chooses the tests. */
export type Decider = (graph: CommitGraph, evidence: Evidence, costs: Costs, slots: Slots) => Decision

export const COSTS: Costs = { build: 10, run: 1 }

/** kbisect's engine as it is. */
export const engine: Decider = (graph, evidence, costs, slots) => decide(graph, evidence, costs, slots)

/** The same for one who knows how often runs fail. */
export function oracle(rates: { readonly bad: number; readonly good: number }): Decider {
  return (graph, evidence, costs, slots) => decide(graph, evidence, costs, slots, { rates })
}

/** The same for one who knows how likely each commit can be tested. */
export function knowing(testable: (evidence: Evidence) => Float64Array): Decider {
  return (graph, evidence, costs, slots) => decide(graph, evidence, costs, slots, { testable: testable(evidence) })
}
