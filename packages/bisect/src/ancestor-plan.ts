/**
 * How to sum over ancestors without walking: a commit's ancestors are those of one parent, its
 * base, and the fresh ones that its other parents bring. In real histories nearly every commit is
 * fresh a few times only, so all sums take one short pass.
 */
export interface AncestorPlan {
  /** The parent with the most ancestors; -1 for a root. */
  readonly base: Int32Array
  /** Where each commit's part of `fresh` begins; one entry more than there are commits. */
  readonly freshFrom: Uint32Array
  readonly fresh: Uint32Array
  /** Each commit with all its ancestors, counted. */
  readonly counts: Uint32Array
}

/**
 * Works the plan out with one set of bits for each commit whose children are not all done yet: in
 * topological order few are alive at a time, so that 100,000 commits need megabytes and not the
 * gigabyte of all sets.
 *
 * @param parents indexes of the parents of each commit, parents first
 */
export function planAncestorSums(parents: readonly (readonly number[])[]): AncestorPlan {
  const size = parents.length
  const base = new Int32Array(size).fill(-1)
  const counts = new Uint32Array(size)
  const freshFrom = new Uint32Array(size + 1)
  const fresh = new GrowingList()
  const sets = new LiveSets(parents)
  for (let at = 0; at < size; at++) {
    const own = parents[at] ?? []
    freshFrom[at] = fresh.length
    const from = own.reduce(
      (best, parent) => (best < 0 || (counts[parent] ?? 0) > (counts[best] ?? 0) ? parent : best),
      -1,
    )
    base[at] = from
    const set = sets.begin(at, from)
    for (const other of own) if (other !== from) sets.merge(set, other, at, fresh)
    sets.end(at, set)
    counts[at] = (from < 0 ? 0 : (counts[from] ?? 0)) + fresh.length - (freshFrom[at] ?? 0) + 1
  }
  freshFrom[size] = fresh.length
  return { base, freshFrom, fresh: fresh.all(), counts }
}

class GrowingList {
  length = 0
  #items = new Uint32Array(1024)

  push(item: number): void {
    if (this.length === this.#items.length) {
      const larger = new Uint32Array(this.length * 2)
      larger.set(this.#items)
      this.#items = larger
    }
    this.#items[this.length++] = item
  }

  all(): Uint32Array {
    return this.#items.slice(0, this.length)
  }
}

/** The ancestor sets of commits that still have children to come. */
class LiveSets {
  readonly #parents: readonly (readonly number[])[]
  readonly #words: number
  readonly #childrenLeft: Uint32Array
  readonly #sets = new Map<number, Uint32Array>()
  readonly #spare: Uint32Array[] = []

  constructor(parents: readonly (readonly number[])[]) {
    this.#parents = parents
    this.#words = (parents.length + 31) >>> 5
    this.#childrenLeft = new Uint32Array(parents.length)
    for (const own of parents)
      for (const parent of own) this.#childrenLeft[parent] = (this.#childrenLeft[parent] ?? 0) + 1
  }

  /**
   * A set that holds the ancestors of `base`: its own where nobody needs that any more, else a
   * copy.
   */
  begin(at: number, base: number): Uint32Array {
    if (base < 0) return (this.#spare.pop() ?? new Uint32Array(this.#words)).fill(0)
    const set = this.#sets.get(base)
    if (!set) throw new RangeError(`commit ${at} comes before its parent ${base}`)
    if (this.#childrenLeft[base] === 1) {
      this.#sets.delete(base)
      return set
    }
    const copy = this.#spare.pop() ?? new Uint32Array(this.#words)
    copy.set(set)
    return copy
  }

  /** Adds what `other` has and lists what was new. */
  merge(set: Uint32Array, other: number, at: number, fresh: GrowingList): void {
    const more = this.#sets.get(other)
    if (!more) throw new RangeError(`commit ${at} comes before its parent ${other}`)
    const end = at >>> 5
    for (let word = 0; word <= end; word++) {
      let added = (more[word] ?? 0) & ~(set[word] ?? 0)
      set[word] = (set[word] ?? 0) | added
      while (added !== 0) {
        const bit = added & -added
        fresh.push((word << 5) + 31 - Math.clz32(bit))
        added ^= bit
      }
    }
  }

  end(at: number, set: Uint32Array): void {
    set[at >>> 5] = (set[at >>> 5] ?? 0) | (1 << (at & 31))
    for (const parent of this.#parents[at] ?? []) {
      const left = (this.#childrenLeft[parent] ?? 0) - 1
      this.#childrenLeft[parent] = left
      if (left === 0) this.#retire(parent)
    }
    if (this.#childrenLeft[at] === 0) this.#spare.push(set)
    else this.#sets.set(at, set)
  }

  #retire(at: number): void {
    const set = this.#sets.get(at)
    if (!set) return
    this.#sets.delete(at)
    this.#spare.push(set)
  }
}
