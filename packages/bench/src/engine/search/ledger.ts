import type { Choice, CommitEvidence, CommitGraph, Evidence, InFlight, PatchedEvidence, Tally } from '@kbisect/bisect'
import type { Ending, World } from '../truth/world.ts'

/** What the caller of a search knows before it begins. */
export type Background = Pick<Evidence, 'suspicion' | 'noops'>

/** A commit as it is, or with a later one applied on top. Numbers are places in the history. */
export interface Kernel {
  readonly at: number
  readonly patch?: number | undefined
}

const NOTHING: CommitEvidence = { passes: 0, failures: 0, others: 0, untestable: false }

/** Counts the work. The boundaries are built before a search, so they are not among its builds. */
export interface Work {
  /** Kernels that were tried to be built, those that could not be included. */
  builds: number
  failedBuilds: number
  runs: number
}

// The good revision is no commit of the range; its kernel was built for the gate.
const GOOD_REVISION = 'good revision'
const BEFORE = -1

/**
 * The evidence as it grows: the one way from a world to a deciding function, which so sees what
 * builds and runs showed, and nothing of the truth.
 */
export class Ledger {
  readonly graph: CommitGraph
  readonly work: Work = { builds: 0, failedBuilds: 0, runs: 0 }
  readonly #world: World
  readonly #background: Background
  readonly #commits = new Map<string, CommitEvidence>()
  readonly #patched = new Map<string, PatchedEvidence>()
  #before: Tally = { passes: 0, failures: 0 }

  constructor(graph: CommitGraph, world: World, background: Background = {}) {
    this.graph = graph
    this.#world = world
    this.#background = background
  }

  /** Another search that begins with the same evidence. */
  fork(): Ledger {
    const other = new Ledger(this.graph, this.#world, this.#background)
    for (const [id, known] of this.#commits) other.#commits.set(id, known)
    for (const [id, known] of this.#patched) other.#patched.set(id, known)
    other.#before = this.#before
    return other
  }

  /** Everything that is known, as a deciding function takes it. */
  evidence(inFlight: readonly InFlight[] = []): Evidence {
    const patched = this.#patched.size > 0 ? { patched: [...this.#patched.values()] } : {}
    const before = this.#before
    const good = before.passes + before.failures > 0 ? { goodRevision: GOOD_REVISION, older: GOOD_REVISION } : {}
    return { ...this.#background, commits: new Map(this.#commits), ...patched, before, ...good, inFlight }
  }

  of({ at, patch }: Kernel): CommitEvidence {
    if (patch !== undefined) return this.#patched.get(this.#nameOf({ at, patch })) ?? NOTHING
    if (at === BEFORE) return { ...this.#before, others: 0, untestable: false, image: GOOD_REVISION }
    return this.#commits.get(this.#id(at)) ?? NOTHING
  }

  get before(): Tally {
    return this.#before
  }

  hasImage(kernel: Kernel): boolean {
    return this.of(kernel).image !== undefined
  }

  /** Builds a commit. Whether there is a kernel now. */
  build(kernel: Kernel): boolean {
    const builds = this.#world.builds(kernel.at, kernel.patch)
    this.work.builds++
    if (!builds) this.work.failedBuilds++
    this.#note(kernel, builds ? { image: this.#imageOf(kernel) } : { untestable: true })
    return builds
  }

  /** Takes a boundary as built already, as it is when a search begins. */
  assumeBuilt(at: number): void {
    this.#note({ at }, { image: this.#imageOf({ at }) })
  }

  run(kernel: Kernel): Ending {
    if (kernel.at === BEFORE && kernel.patch === undefined) return this.runGood()
    const ending = this.#world.run(kernel.at, kernel.patch)
    const { passes, failures, others } = this.of(kernel)
    this.work.runs++
    this.#note(kernel, {
      passes: passes + Number(ending === 'pass'),
      failures: failures + Number(ending === 'fail'),
      others: others + Number(ending === 'other'),
    })
    return ending
  }

  runGood(): Ending {
    const ending = this.#world.runGood()
    const { passes, failures } = this.#before
    this.work.runs++
    this.#before = { passes: passes + Number(ending === 'pass'), failures: failures + Number(ending === 'fail') }
    return ending
  }

  /**
   * Counts the build of a kernel that is no evidence for the engine: the bad revision with the
   * culprit reverted.
   */
  buildRevert(): void {
    this.work.builds++
  }

  /** A run of that kernel. */
  runReverted(reverted: number): Ending {
    this.work.runs++
    return this.#world.runReverted(reverted)
  }

  /** The kernel that a choice is about. */
  kernelOf({ commit, patch }: Pick<Choice, 'commit' | 'patch'>): Kernel {
    const at = commit === GOOD_REVISION ? BEFORE : this.#indexOf(commit)
    return patch === undefined ? { at } : { at, patch: this.#indexOf(patch) }
  }

  #note(kernel: Kernel, more: Partial<CommitEvidence>): void {
    const known = { ...this.of(kernel), ...more }
    const { at, patch } = kernel
    if (patch === undefined) this.#commits.set(this.#id(at), known)
    else this.#patched.set(this.#nameOf(kernel), { ...known, commit: this.#id(at), patch: this.#id(patch) })
  }

  #imageOf(kernel: Kernel): string {
    return `image of ${this.#nameOf(kernel)}`
  }

  #nameOf({ at, patch }: Kernel): string {
    return `${this.#id(at)}${patch === undefined ? '' : ` with ${this.#id(patch)}`}`
  }

  #id(at: number): string {
    if (at === BEFORE) return GOOD_REVISION
    const id = this.graph.ids[at]
    if (id === undefined) throw new RangeError(`the history of ${this.graph.size} commits has no commit ${at}`)
    return id
  }

  #indexOf(id: string): number {
    const at = this.graph.indexOf(id)
    if (at === undefined) throw new RangeError(`the engine chose ${id}, which is not in the range`)
    return at
  }
}
