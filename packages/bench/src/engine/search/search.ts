import type { Choice, Decision, Outcome } from '@kbisect/bisect'
import { COSTS, type Decider } from './decider.ts'
import type { Ledger, Work } from './ledger.ts'

export interface Ended extends Work {
  /** Undefined when it went on for too long, or named nothing to do. */
  readonly outcome: Outcome | undefined
  /** Of the search alone: the gate has its own. */
  readonly cost: number
}

/** No search of this benchmark needs a tenth of it. */
const MOST_DECISIONS = 3000

/** Sees each step of a search. */
export type Watch = (decision: Decision, choice: Choice | undefined) => void

/**
 * One worker: decide, build and run what was chosen, decide again. What the ledger knows already
 * counts as evidence.
 */
export function search(ledger: Ledger, decider: Decider, watch: Watch = () => {}): Ended {
  const before = { ...ledger.work }
  for (let decisions = 0; decisions < MOST_DECISIONS; decisions++) {
    const decision = decider(ledger.graph, ledger.evidence(), COSTS, { build: 1, boot: 1, total: 1 })
    const [choice] = decision.start
    watch(decision, choice)
    if (decision.outcome || !choice) return ended(ledger, before, decision.outcome)
    perform(ledger, choice)
  }
  return ended(ledger, before, undefined)
}

// A build can be all that is wanted: where it is asked what fixed a untestable region.
function perform(ledger: Ledger, choice: Choice): void {
  const kernel = ledger.kernelOf(choice)
  if (!ledger.hasImage(kernel) && !ledger.build(kernel)) return
  for (let i = 0; i < choice.runs; i++) ledger.run(kernel)
}

function ended(ledger: Ledger, before: Work, outcome: Outcome | undefined): Ended {
  const builds = ledger.work.builds - before.builds
  const failedBuilds = ledger.work.failedBuilds - before.failedBuilds
  const runs = ledger.work.runs - before.runs
  return { outcome, builds, failedBuilds, runs, cost: builds * COSTS.build + runs * COSTS.run }
}
