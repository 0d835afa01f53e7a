import { type Decision, furtherRuns, judgeTally, type Outcome, passesToConfirm, type Tally } from '@kbisect/bisect'
import { COSTS, engine } from './decider.ts'
import type { Kernel, Ledger } from './ledger.ts'
import { search } from './search.ts'

/** How a search with its proof is labelled; undefined: no culprit was named. */
export type ProofLabel = 'confirmed' | 'confirmed without revert' | 'probable' | 'inconsistent' | undefined

export interface Proved {
  readonly outcome: Outcome | undefined
  readonly label: ProofLabel
  /** Of search and proof together, the revert's included. */
  readonly builds: number
  readonly runs: number
  readonly cost: number
}

// The figures of the program: runs of the culprit at least, and runs of one kernel at most.
const CULPRIT_RUNS = 3
const MOST_RUNS = 60
// Less than this the engine names when further runs tell nothing.
const SURE = 0.99
// A proof that never ends must not hold the benchmark.
const MOST_STEPS = 3000

type Answer = 'good' | 'bad' | 'open'

/**
 * Searches, and proves the culprit as the program does: it must fail, each parent must pass as
 * often as clears a kernel, and the revert on the bad revision must pass; kernels that are there
 * are run until the engine is surer than a search must be, and much surer where the revert does not
 * help. The runs of culprit and parents are evidence, so the engine decides again after each; where
 * it is no longer sure the search goes on.
 */
export function prove(ledger: Ledger): Proved {
  const before = { ...ledger.work }
  const end = (outcome: Outcome | undefined, label: ProofLabel): Proved => {
    const builds = ledger.work.builds - before.builds
    const runs = ledger.work.runs - before.runs
    return { outcome, label, builds, runs, cost: builds * COSTS.build + runs * COSTS.run }
  }
  const reverts = new Map<number, Tally>()
  for (let step = 0; step < MOST_STEPS; step++) {
    let decision: Decision | undefined
    const { outcome } = search(ledger, engine, (made) => {
      decision = made
    })
    if (outcome?.kind !== 'culprit' || !decision) return end(outcome, undefined)
    const label = askNext(ledger, outcome, decision, reverts)
    if (label) return end(outcome, label)
  }
  return end(undefined, undefined)
}

/** Makes the next run that the proof lacks; answers the label when it lacks none. */
function askNext(
  ledger: Ledger,
  outcome: Outcome & { kind: 'culprit' },
  decision: Decision,
  reverts: Map<number, Tally>,
): ProofLabel {
  const culprit = ledger.graph.indexOf(outcome.commit) ?? 0
  const rates = decision.posterior.failureRate
  const passes = Math.max(CULPRIT_RUNS, passesToConfirm(runsWithChange(ledger, decision)))
  const judge = (tally: Tally): Answer => judgeTally(tally, rates, passes)
  const parents = ledger.graph.parentsOf(culprit)
  const needed = [
    { kernel: { at: culprit }, runs: CULPRIT_RUNS, untilClear: true },
    // The engine weighs every run of a parent.
    ...parents.map((at) => ({ kernel: { at }, runs: passes, untilClear: false })),
  ]
  for (const { kernel, runs, untilClear } of needed) {
    if (!lacks(ledger.of(kernel), runs, untilClear && judge(ledger.of(kernel)) === 'open')) continue
    runOnce(ledger, kernel)
    return undefined
  }
  if (runForMore(ledger, 'proved')) return undefined
  const [own, ...before] = [culprit, ...parents].map((at) => judge(ledger.of({ at })))
  if (own === 'good' || before.includes('bad')) return 'inconsistent'
  const revert = judge(revertOnBadRevision(ledger, culprit, passes, judge, reverts))
  if (revert === 'bad' && runForMore(ledger, 'doubted')) return undefined
  if (own !== 'bad' || before.includes('open') || revert === 'bad' || outcome.probability < SURE) return 'probable'
  return revert === 'good' ? 'confirmed' : 'confirmed without revert'
}

/**
 * Makes the run that tells most to one who must be surer; none where no kernel that is there tells
 * more.
 */
function runForMore(ledger: Ledger, standing: 'proved' | 'doubted'): boolean {
  const [choice] = furtherRuns(ledger.graph, ledger.evidence(), COSTS, 1, standing)
  if (!choice) return false
  ledger.run(ledger.kernelOf(choice))
  return true
}

function lacks({ passes, failures }: Tally, runs: number, isOpen: boolean): boolean {
  const made = passes + failures
  return made < MOST_RUNS && (made < runs || isOpen)
}

function runOnce(ledger: Ledger, kernel: Kernel): void {
  if (ledger.hasImage(kernel) || ledger.build(kernel)) ledger.run(kernel)
}

/** Runs of the bad revision without a commit; it is built when they are asked for first. */
function revertOnBadRevision(
  ledger: Ledger,
  culprit: number,
  passes: number,
  judge: (tally: Tally) => Answer,
  reverts: Map<number, Tally>,
): Tally {
  if (!reverts.has(culprit)) ledger.buildRevert()
  const tally = { ...(reverts.get(culprit) ?? { passes: 0, failures: 0 }) }
  while (lacks(tally, passes, judge(tally) === 'open'))
    tally[ledger.runReverted(culprit) === 'fail' ? 'failures' : 'passes']++
  reverts.set(culprit, tally)
  return tally
}

/** Runs of all kernels that more likely have the change than not. */
function runsWithChange(ledger: Ledger, { posterior }: Decision): Tally {
  const sum = { passes: 0, failures: 0 }
  for (const [id, { passes, failures }] of ledger.evidence().commits) {
    if ((posterior.bad[ledger.graph.indexOf(id) ?? -1] ?? 0) < 0.5) continue
    sum.passes += passes
    sum.failures += failures
  }
  return sum
}
