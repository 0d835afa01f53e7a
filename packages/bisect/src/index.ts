export { CommitGraph, type GraphCommit } from './commit-graph.ts'
export { passesToConfirm } from './confirm.ts'
export { type DecideOptions, decide } from './decide.ts'
export { furtherRuns } from './further-runs.ts'
export { BEFORE, contentsOf } from './kernel.ts'
export { judgeTally } from './likelihood-ratio.ts'
export { anyRate } from './rates.ts'
export { checkBoundaries, GATE_LIMITS, type Gate, type GateLimits } from './sequential-test.ts'
export type {
  Choice,
  CommitEvidence,
  Costs,
  Decision,
  Evidence,
  InFlight,
  Outcome,
  PatchedEvidence,
  Posterior,
  Slots,
  Tally,
} from './terms.ts'
export { weigh } from './weights.ts'
