import type { BisectionResult } from '@kbisect/contracts'

/** How a bisection ends whose bad end passes. */
export const notReproduced: BisectionResult = {
  outcome: 'not-reproduced',
  label: 'not a regression',
  cause: 'bad end passes',
  reason: 'It passed.',
  ...{ culprit: null, probability: null, basis: null, merge: null, signature: null, canChange: null },
  ...{ range: [], affectedTargets: [], checks: [], assumptions: [], findings: [], drift: [], ranked: [] },
}
