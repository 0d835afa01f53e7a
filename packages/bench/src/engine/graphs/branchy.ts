import type { GraphCommit } from '@kbisect/bisect'
import { type Random, randomFrom } from '../random.ts'
import { commitName } from './chain.ts'

/** A maintainer's tree: topics are merged into it, and it is merged upstream. */
interface Tree {
  tip: number
  readonly topics: number[]
}

/**
 * What happens next, in shares; the rest are commits on topics. In Linux one commit in fourteen is
 * a merge.
 */
const SHARES = { upstreamCommit: 0.02, topicMerge: 0.05, treeMerge: 0.02, backMerge: 0.004 }

const MOST_TREES = 24
const COMMITS_A_TREE = 120
const TOPICS = 4

/** Commits by index, each with its parents, as they are made. */
class Growth {
  readonly parents: number[][] = [[]]
  readonly #tips = new Set([0])

  /** @returns the new commit */
  commit(...parents: number[]): number {
    const at = this.parents.push([...new Set(parents)]) - 1
    for (const parent of parents) this.#tips.delete(parent)
    this.#tips.add(at)
    return at
  }

  /** Commits that nothing was made on yet, oldest first. */
  get tips(): readonly number[] {
    return [...this.#tips]
  }

  /** How many commits there are when all tips are merged, two at a time. */
  get sizeMerged(): number {
    return this.parents.length + this.#tips.size - 1
  }
}

/**
 * A history that looks like Linux's, from a script: subsystem trees with topic branches, merged
 * topic by topic, then upstream; trees that start afresh from upstream after their merge or go on
 * where they were; upstream merged into a tree now and then. One tip; the same for the same size.
 */
export function branchy(size: number): GraphCommit[] {
  const random = randomFrom(`branchy ${size}`)
  const growth = new Growth()
  const count = Math.min(MOST_TREES, Math.ceil(size / COMMITS_A_TREE))
  const trees: Tree[] = Array.from({ length: count }, () => ({ tip: 0, topics: [] }))
  let upstream = 0
  while (growth.sizeMerged < size - 1) {
    // A few trees get most of the commits.
    const tree = trees[Math.floor(count * random.next() ** 2)] ?? { tip: 0, topics: [] }
    let draw = random.next()
    const isIt = (share: number): boolean => {
      draw -= share
      return draw < 0
    }
    if (isIt(SHARES.upstreamCommit)) upstream = growth.commit(upstream)
    else if (isIt(SHARES.topicMerge)) mergeTopic(growth, tree)
    else if (isIt(SHARES.treeMerge)) upstream = mergeTree(growth, tree, upstream, random)
    else if (isIt(SHARES.backMerge)) tree.tip = merge(growth, tree.tip, upstream)
    else commitOnTopic(growth, tree, random)
  }
  while (growth.tips.length > 1) growth.commit(...growth.tips.slice(0, 2))
  while (growth.parents.length < size) growth.commit(...growth.tips)
  const ids = growth.parents.map((_, at) => commitName('branchy', at))
  return growth.parents.map((parents, at) => ({ id: ids[at] ?? '', parents: parents.map((one) => ids[one] ?? '') }))
}

const merge = (growth: Growth, into: number, other: number): number =>
  into === other ? into : growth.commit(into, other)

function mergeTopic(growth: Growth, tree: Tree): void {
  const topic = tree.topics.shift()
  if (topic !== undefined) tree.tip = merge(growth, tree.tip, topic)
}

function mergeTree(growth: Growth, tree: Tree, upstream: number, random: Random): number {
  const merged = merge(growth, upstream, tree.tip)
  if (random.chance(0.6)) tree.tip = merged
  return merged
}

function commitOnTopic(growth: Growth, tree: Tree, random: Random): void {
  const at = random.below(TOPICS)
  tree.topics[Math.min(at, tree.topics.length)] = growth.commit(tree.topics[at] ?? tree.tip)
}
