/** A commit with its parents, as git names them. Parents outside the range may be listed; they are ignored. */
export interface GraphCommit {
  readonly id: string
  readonly parents: readonly string[]
}

/**
 * The commits between good and bad, compactly: indexes instead of names, parents before children.
 * Built once for a range; every question about ancestry is asked of it.
 */
export class CommitGraph {
  readonly ids: readonly string[]
  readonly #index: ReadonlyMap<string, number>
  readonly #parents: readonly (readonly number[])[]
  readonly #children: readonly (readonly number[])[]

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

  /** Marks (1) each commit that is `at` or an ancestor of it, within the range. */
  ancestorsOf(at: number): Uint8Array {
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
