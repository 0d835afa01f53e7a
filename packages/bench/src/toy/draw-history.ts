import type { ToyArch, ToySlot } from '@kbisect/testing'
import type { Random } from '../engine/random.ts'

/** A commit that misbehaves in no way. */
export interface PlainCommit {
  readonly name: string
  readonly parents: readonly string[]
  /** On the line of first parents from the good revision to the bad one. */
  readonly mainline: boolean
  readonly docs?: boolean
  readonly reworks?: readonly ToySlot[]
}

export interface HistoryShape {
  /** Commits of the range. */
  readonly size: number
  /** Whether some come by topic branches. */
  readonly merges: boolean
  /** What is built; some commits touch others alone. */
  readonly architecture: ToyArch
}

const LONGEST_TOPIC = 5
/** How far back a topic branch may begin, in commits of the main line. */
const FARTHEST_FORK = 8

/**
 * Draws a history in topological order; `base` is the good revision, the last commit the bad one.
 */
export function drawHistory(random: Random, { size, merges, architecture }: HistoryShape): PlainCommit[] {
  const commits: PlainCommit[] = [{ name: 'base', parents: [], mainline: true }]
  const line = ['base']
  const others = (['arm', 'arm64', 'x86_64'] as const).filter((one) => one !== architecture)
  const add = (parents: readonly string[], mainline: boolean): string => {
    const name = `c${commits.length}`
    commits.push({ name, parents, mainline, ...(parents.length === 1 ? drawContent(random, others) : {}) })
    if (mainline) line.push(name)
    return name
  }
  const tip = () => line.at(-1) ?? 'base'
  while (commits.length <= size) {
    const topic = merges && random.chance(0.2) ? 1 + random.below(LONGEST_TOPIC) : 0
    if (topic === 0 || commits.length + topic > size) {
      add([tip()], true)
      continue
    }
    let last = line[Math.max(0, line.length - 2 - random.below(FARTHEST_FORK))] ?? 'base'
    for (let at = 0; at < topic; at++) last = add([last], false)
    add([tip(), last], true)
  }
  return commits
}

/** Two commits of five leave the image as it is. */
function drawContent(random: Random, others: readonly ToyArch[]): Pick<PlainCommit, 'docs' | 'reworks'> {
  const draw = random.next()
  if (draw < 0.15) return { docs: true }
  return draw < 0.4 ? { reworks: [others[random.below(others.length)] ?? 'arm'] } : {}
}
