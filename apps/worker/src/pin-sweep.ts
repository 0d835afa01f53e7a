import type { Mirror, MirroredTree } from '@kbisect/git'

/** A bisection is stored within moments of its pins; these are left alone for much longer. */
const SAFE_AGE_SECONDS = 3600

export interface PinSweepOptions {
  /** Returns all trees. */
  readonly trees: () => Promise<readonly (MirroredTree & { readonly id: string })[]>
  readonly openMirror: (tree: MirroredTree) => Pick<Mirror, 'exists' | 'pinned' | 'unpin'>
  /** Returns those of some bisections that are stored. */
  readonly stored: (ids: readonly string[]) => Promise<readonly string[]>
  readonly now: () => Date
}

/**
 * Removes pins without a bisection, which a process leaves that is killed after it pinned the
 * commits of a bisection and before it stored the bisection. Git does not say how old a pin is: one
 * is removed when it was seen without a bisection for an hour.
 */
export class PinSweep {
  readonly #options: PinSweepOptions
  /** When a pin was first seen without a bisection, by tree and bisection. */
  #firstSeen = new Map<string, Date>()

  constructor(options: PinSweepOptions) {
    this.#options = options
  }

  /**
   * Looks at each tree once. @throws Error after it has looked at all, when one could not be looked
   * at
   */
  async sweep(): Promise<void> {
    const seen = new Map<string, Date>()
    const errors: unknown[] = []
    for (const tree of await this.#options.trees())
      await this.#sweepTree(tree, seen).catch((error) => errors.push(error))
    this.#firstSeen = seen
    if (errors.length > 0) throw errors[0]
  }

  async #sweepTree(tree: MirroredTree & { readonly id: string }, seen: Map<string, Date>): Promise<void> {
    const { openMirror, stored, now } = this.#options
    const mirror = openMirror(tree)
    if (!(await mirror.exists())) return
    const pinned = await mirror.pinned()
    // Read after the pins, so that a bisection that is stored meanwhile is among them.
    const known = new Set(pinned.length === 0 ? [] : await stored(pinned))
    for (const id of pinned.filter((one) => !known.has(one))) {
      const key = `${tree.id} ${id}`
      const since = this.#firstSeen.get(key) ?? now()
      if (now().getTime() - since.getTime() >= SAFE_AGE_SECONDS * 1000) await mirror.unpin(id)
      else seen.set(key, since)
    }
  }
}
