import type { BisectionRequest } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import type { Aim } from './trial.ts'

const DEFAULT_RUNS = 3

/** How many runs prove the culprit at least. */
export function runsAsked(request: BisectionRequest): { confirm: number } {
  return { confirm: request.runs?.confirm ?? DEFAULT_RUNS }
}

/** Wants `fails` failures; passes in between mean a flaky failure, and more runs to learn how flaky. */
export function aimToFail(fails: number, expected: Signature | undefined, passesToGiveUp: number): Aim {
  return { fails, passes: passesToGiveUp, most: Math.max(fails * 5, passesToGiveUp), expected }
}

/** Wants `passes` passes; one failure settles it. */
export function aimToPass(passes: number, expected: Signature | undefined): Aim {
  return { fails: 1, passes, most: passes * 2, expected }
}
