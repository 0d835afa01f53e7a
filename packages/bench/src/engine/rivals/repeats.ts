import { COSTS } from '../search/decider.ts'
import type { World } from '../truth/world.ts'
import type { GitAnswer } from './git-bisect.ts'

/** The work of a test program that runs each kernel several times. */
export interface Spent {
  builds: number
  runs: number
}

export const costOf = ({ builds, runs }: Spent): number => builds * COSTS.build + runs * COSTS.run

/**
 * The test program of somebody who knows that the failure is flaky: bad at the first failure, good
 * after so many passes, skip where there is no kernel. A run that dies of something else counts as
 * a failure, as a script cannot tell.
 */
export function repeated(world: World, repeats: number, spent: Spent): (at: number) => GitAnswer {
  return (at) => {
    spent.builds++
    if (!world.builds(at)) return 'skip'
    for (let i = 0; i < repeats; i++) {
      spent.runs++
      if (world.run(at) !== 'pass') return 'bad'
    }
    return 'good'
  }
}
