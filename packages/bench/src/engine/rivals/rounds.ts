import { type CommitGraph, weigh } from '@kbisect/bisect'
import type { Random } from '../random.ts'
import { COSTS } from '../search/decider.ts'
import { jobTime } from '../search/job-time.ts'
import type { World } from '../truth/world.ts'

/**
 * Parallel bisection in rounds: as many commits as there are workers split what is left evenly; all
 * answers are waited for. Without noise, one run each.
 *
 * @returns wall time, in units of cost
 */
export function searchInRounds(graph: CommitGraph, world: World, workers: number, random: Random): number {
  const candidates = new Uint8Array(graph.size).fill(1)
  let time = 0
  for (;;) {
    const tests = evenSplit(graph, candidates, workers)
    if (tests.length === 0) return time
    time += Math.max(...tests.map(() => jobTime(COSTS.build, random) + jobTime(COSTS.run, random)))
    for (const at of tests) keep(candidates, graph.ancestorsOf(at), world.run(at) === 'fail')
  }
}

function keep(candidates: Uint8Array, ancestors: Uint8Array, those: boolean): void {
  for (let at = 0; at < candidates.length; at++) if (Boolean(ancestors[at]) !== those) candidates[at] = 0
}

function evenSplit(graph: CommitGraph, candidates: Uint8Array, workers: number): number[] {
  const weights = weigh(graph, candidates)
  const open = [...candidates.keys()].filter((at) => candidates[at])
  const tests = new Set<number>()
  // The last one is bad for certain, so it is never worth a test.
  const testable = open.slice(0, -1)
  for (let worker = 1; worker <= Math.min(workers, testable.length); worker++) {
    const wanted = (worker * open.length) / (workers + 1)
    const off = (at: number) => Math.abs((weights[at] ?? 0) - wanted)
    const free = testable.filter((at) => !tests.has(at))
    const [first = 0] = free
    tests.add(free.reduce((best, at) => (off(at) < off(best) ? at : best), first))
  }
  return [...tests]
}
