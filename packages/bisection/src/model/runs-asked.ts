import type { BisectionRequest } from '@kbisect/contracts'

const DEFAULT_RUNS = 3

/** How many runs prove the culprit at least. */
export function runsAsked(request: BisectionRequest): { confirm: number } {
  return { confirm: request.runs?.confirm ?? DEFAULT_RUNS }
}
