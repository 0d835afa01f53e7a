import type { CommitGraph } from '@kbisect/bisect'
import type { Random } from '../random.ts'
import { descendantsOf } from './world.ts'

/** A region of history that does not build: commits that have `breaks` and do not have `fixes`. */
export interface BrokenBlock {
  readonly untestable: Uint8Array
  readonly size: number
  readonly breaks: number
  readonly fixes: number
}

export const SMALLEST_BLOCK = 0.12
export const LARGEST_BLOCK = 0.2
const TRIES = 400

/** Draws a block of 12 to 20 % of the commits; where no draw gives one, the nearest in size. */
export function drawBrokenBlock(graph: CommitGraph, random: Random): BrokenBlock {
  let best: BrokenBlock | undefined
  let bestMiss = Number.POSITIVE_INFINITY
  for (let tries = 0; tries < TRIES && bestMiss > 0; tries++) {
    const block = draw(graph, random)
    if (!block) continue
    const share = block.size / graph.size
    const miss = Math.max(SMALLEST_BLOCK - share, share - LARGEST_BLOCK, 0)
    if (miss < bestMiss) [best, bestMiss] = [block, miss]
  }
  if (!best) throw new RangeError(`a history of ${graph.size} commits has no room for a broken block`)
  return best
}

function draw(graph: CommitGraph, random: Random): BrokenBlock | undefined {
  const breaks = random.below(graph.size)
  const untestable = descendantsOf(graph, breaks)
  const later: number[] = []
  for (let at = breaks + 1; at < graph.size; at++) if (untestable[at]) later.push(at)
  const fixes = later[random.below(later.length)]
  if (fixes === undefined) return undefined
  const fixed = descendantsOf(graph, fixes)
  let size = 0
  for (let at = 0; at < graph.size; at++) {
    if (fixed[at]) untestable[at] = 0
    size += untestable[at] ?? 0
  }
  return { untestable, size, breaks, fixes }
}
