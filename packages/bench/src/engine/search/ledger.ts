import type { CommitEvidence, CommitGraph, Evidence, InFlight, Tally } from '@kbisect/bisect'
import type { Ending, World } from '../truth/world.ts'

/** What the caller of a search knows before it begins. */
export type Background = Pick<Evidence, 'suspicion' | 'noops'>

const NOTHING: CommitEvidence = { passes: 0, fails: 0, others: 0, untestable: false }

/** Counts the work. The ends are built before a search, so they are not among its builds. */
export interface Work {
  /** Kernels that were tried to be built, those that could not be included. */
  builds: number
  failedBuilds: number
  runs: number
}

/**
 * The evidence as it grows: the one way from a world to a deciding function, which so sees what builds and runs showed, and nothing
 * of the truth.
 */
export class Ledger {
  readonly graph: CommitGraph
  readonly work: Work = { builds: 0, failedBuilds: 0, runs: 0 }
  readonly #world: World
  readonly #background: Background
  readonly #commits = new Map<string, CommitEvidence>()
  #before: Tally = { passes: 0, fails: 0 }

  constructor(graph: CommitGraph, world: World, background: Background = {}) {
    this.graph = graph
    this.#world = world
    this.#background = background
  }

  /** Another search that begins with the same evidence. */
  fork(): Ledger {
    const other = new Ledger(this.graph, this.#world, this.#background)
    for (const [id, known] of this.#commits) other.#commits.set(id, known)
    other.#before = this.#before
    return other
  }

  /** Everything that is known, as a deciding function takes it. */
  evidence(inFlight: readonly InFlight[] = []): Evidence {
    return { ...this.#background, commits: new Map(this.#commits), before: this.#before, inFlight }
  }

  of(at: number): CommitEvidence {
    return this.#commits.get(this.#id(at)) ?? NOTHING
  }

  get before(): Tally {
    return this.#before
  }

  hasImage(at: number): boolean {
    return this.of(at).image !== undefined
  }

  /** Builds a commit. Whether there is a kernel now. */
  build(at: number): boolean {
    const builds = this.#world.builds(at)
    this.work.builds++
    if (!builds) this.work.failedBuilds++
    this.#note(at, builds ? { image: `image of ${this.#id(at)}` } : { untestable: true })
    return builds
  }

  /** Takes an end as built already, as it is when a search begins. */
  assumeBuilt(at: number): void {
    this.#note(at, { image: `image of ${this.#id(at)}` })
  }

  run(at: number): Ending {
    const ending = this.#world.run(at)
    const { passes, fails, others } = this.of(at)
    this.work.runs++
    this.#note(at, {
      passes: passes + Number(ending === 'pass'),
      fails: fails + Number(ending === 'fail'),
      others: others + Number(ending === 'other'),
    })
    return ending
  }

  runGood(): Ending {
    const ending = this.#world.runGood()
    const { passes, fails } = this.#before
    this.work.runs++
    this.#before = { passes: passes + Number(ending === 'pass'), fails: fails + Number(ending === 'fail') }
    return ending
  }

  #note(at: number, more: Partial<CommitEvidence>): void {
    this.#commits.set(this.#id(at), { ...this.of(at), ...more })
  }

  #id(at: number): string {
    const id = this.graph.ids[at]
    if (id === undefined) throw new RangeError(`the history of ${this.graph.size} commits has no commit ${at}`)
    return id
  }
}
