import { checkBoundaries, GATE_LIMITS } from '@kbisect/bisect'
import type { Ledger } from './ledger.ts'

export interface Gate {
  readonly answer: 'differ' | 'never-failed' | 'good-fails' | 'alike'
  /** Runs that died of something else included. */
  readonly bad: number
  readonly good: number
}

/**
 * Tests both revisions until the engine says that they differ, or that they do not. What it sees
 * stays in the ledger.
 */
export function passGate(ledger: Ledger): Gate {
  const end = ledger.graph.size - 1
  ledger.assumeBuilt(end)
  const runs = { bad: 0, good: 0 }
  for (;;) {
    const step = checkBoundaries(ledger.of({ at: end }), ledger.before, GATE_LIMITS)
    if (step.kind === 'differ') return { answer: 'differ', ...runs }
    if (step.kind === 'not-reproduced') return { answer: step.reason, ...runs }
    for (let i = 0; i < step.runs; i++) {
      if (step.end === 'bad') ledger.run({ at: end })
      else ledger.runGood()
      runs[step.end]++
    }
    // An engine that never comes to an end must not hold the benchmark.
    if (runs.bad + runs.good > 1000) throw new Error(`the boundaries were run ${runs.bad} and ${runs.good} times`)
  }
}
