import { randomFrom } from '../../engine/random.ts'
import { gitBisect } from '../../engine/rivals/git-bisect.ts'
import type { ToyCase } from '../../toy/draw-case.ts'
import { type FaultShares, oneBootScript, scriptWorld } from './script-world.ts'

/**
 * Of many searches of one history by `git bisect run`, the shares of each answer, 0 to 1. They add
 * up to 1.
 */
export interface ScriptShares {
  readonly exact: number
  /** Not one commit, but the culprit is among those named. */
  readonly range: number
  /** git never says that there is nothing to find. */
  readonly wrong: number
}

const SEARCHES = 200

/**
 * How `git bisect run` does on a case with a script that boots once, given the same flakiness and
 * as many faults of the machine.
 */
export function judgeScript({ plan, architecture, number }: ToyCase, faults: FaultShares): ScriptShares {
  const world = scriptWorld(plan, architecture)
  const random = randomFrom(`script ${number}`)
  let [exact, range] = [0, 0]
  for (let search = 0; search < SEARCHES; search++) {
    const end = gitBisect(world.graph, oneBootScript(world, faults, random))
    if (world.culprit === undefined) continue
    if (end.culprit === world.culprit) exact++
    else if (end.culprit === undefined && end.range.includes(world.culprit)) range++
  }
  return { exact: exact / SEARCHES, range: range / SEARCHES, wrong: (SEARCHES - exact - range) / SEARCHES }
}
