import type { BisectionResult } from '@kbisect/contracts'

/** How a bisection ends whose bad revision passes. */
export const notReproduced: BisectionResult = {
  outcome: 'not-reproduced',
  label: 'not a regression',
  cause: 'bad revision passes',
  reason: 'It passed.',
  ...{ culprit: null, probability: null, basis: null, merge: null, signature: null, canChange: null },
  ...{ range: [], affectedTargets: [], checks: [], assumptions: [], findings: [], drift: [], ranked: [] },
}
