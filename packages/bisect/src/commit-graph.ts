import { type AncestorPlan, planAncestorSums } from './ancestor-plan.ts'

/**
 * A commit with its parents, as git names them. Parents outside the range may be listed; they are
 * ignored.
 */
export interface GraphCommit {
  readonly id: string
  readonly parents: readonly string[]
}

// Ancestor marks that are kept between questions: the same few tested commits are asked about at
// every decision.
const CACHE_BYTES = 64 << 20

/**
 * The commits between good and bad, compactly: indexes instead of names, parents before children.
 * Built once for a range; every question about ancestry is asked of it.
 */
export class CommitGraph {
  readonly ids: readonly string[]
  readonly #index: ReadonlyMap<string, number>
  readonly #parents: readonly (readonly number[])[]
  readonly #children: readonly (readonly number[])[]
  readonly #firstParents: readonly (number | undefined)[]
  readonly #parentCounts: readonly number[]
  readonly #marks = new Map<number, Uint8Array>()
  #plan: AncestorPlan | undefined
  /** Of the history read backwards: the last commit is its first. */
  #backwards: AncestorPlan | undefined

  /**
   * @param commits the range in topological order, parents first
   * @throws RangeError when a commit comes before its parent or twice
   */
  constructor(commits: readonly GraphCommit[]) {
    const index = new Map<string, number>()
    const inRange = new Set(commits.map((commit) => commit.id))
    if (inRange.size !== commits.length) throw new RangeError('a commit is listed twice')
    const children: number[][] = commits.map(() => [])
    this.#parents = commits.map((commit, at) => {
      const parents = [...new Set(commit.parents)].filter((id) => inRange.has(id))
      const indexes = parents.map((id) => {
        const parent = index.get(id)
        if (parent === undefined) throw new RangeError(`${commit.id} is listed before its parent ${id}`)
        children[parent]?.push(at)
        return parent
      })
      index.set(commit.id, at)
      return indexes
    })
    this.#firstParents = commits.map(({ parents: [first] }) => (first === undefined ? undefined : index.get(first)))
    this.#parentCounts = commits.map((commit) => commit.parents.length)
    this.ids = commits.map((commit) => commit.id)
    this.#index = index
    this.#children = children
  }

  get size(): number {
    return this.ids.length
  }

  /** undefined: not in the range. */
  indexOf(id: string): number | undefined {
    return this.#index.get(id)
  }

  parentsOf(at: number): readonly number[] {
    return this.#parents[at] ?? []
  }

  childrenOf(at: number): readonly number[] {
    return this.#children[at] ?? []
  }

  /**
   * The parent that git lists first; undefined: it has none, or that one is older than the range.
   */
  firstParentOf(at: number): number | undefined {
    return this.#firstParents[at]
  }

  /** How many parents it has, those older than the range included. */
  parentCountOf(at: number): number {
    return this.#parentCounts[at] ?? 0
  }

  /**
   * Marks (1) each commit that is `at` or an ancestor of it, within the range. The answer is
   * shared: do not write to it.
   */
  ancestorsOf(at: number): Uint8Array {
    const known = this.#marks.get(at)
    if (known) return known
    const marked = this.#walk(at)
    const [oldest] = this.#marks.keys()
    if (oldest !== undefined && this.#marks.size * this.size > CACHE_BYTES) this.#marks.delete(oldest)
    this.#marks.set(at, marked)
    return marked
  }

  /** Marks (1) each commit that is `at` or a descendant of it, within the range. */
  descendantsOf(at: number): Uint8Array {
    const marked = new Uint8Array(this.size)
    marked[at] = 1
    for (let later = at + 1; later < marked.length; later++) {
      if (this.parentsOf(later).some((parent) => marked[parent] === 1)) marked[later] = 1
    }
    return marked
  }

  /** For each commit, the sum of a value over it and all its ancestors. */
  ancestorSums(values: ArrayLike<number>): Float64Array {
    this.#plan ??= planAncestorSums(this.#parents)
    return sumByPlan(this.#plan, values)
  }

  /** For each commit, the sum of a value over it and all its descendants. */
  descendantSums(values: Float64Array): Float64Array {
    const last = this.size - 1
    this.#backwards ??= planAncestorSums(
      this.#children.map((_, at) => this.childrenOf(last - at).map((one) => last - one)),
    )
    return sumByPlan(this.#backwards, values.toReversed()).reverse()
  }

  /** For each commit, how many commits it and its ancestors are, within the range. */
  ancestorCounts(): Uint32Array {
    this.#plan ??= planAncestorSums(this.#parents)
    return this.#plan.counts
  }

  #walk(at: number): Uint8Array {
    const marked = new Uint8Array(this.size)
    const todo = [at]
    marked[at] = 1
    for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
      for (const parent of this.parentsOf(next)) {
        if (marked[parent]) continue
        marked[parent] = 1
        todo.push(parent)
      }
    }
    return marked
  }
}

function sumByPlan({ base, freshFrom, fresh }: AncestorPlan, values: ArrayLike<number>): Float64Array {
  const sums = new Float64Array(base.length)
  for (let at = 0; at < sums.length; at++) {
    const from = base[at] ?? -1
    let sum = (from < 0 ? 0 : (sums[from] ?? 0)) + (values[at] ?? 0)
    const end = freshFrom[at + 1] ?? 0
    for (let i = freshFrom[at] ?? 0; i < end; i++) sum += values[fresh[i] ?? 0] ?? 0
    sums[at] = sum
  }
  return sums
}
