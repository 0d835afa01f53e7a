import { CommitGraph, type GraphCommit } from './commit-graph.ts'
import { type DecideOptions, decide } from './decide.ts'
import { ancestry } from './random-history.fixture.ts'
import type {
  Choice,
  CommitEvidence,
  Costs,
  Decision,
  Evidence,
  Outcome,
  PatchedEvidence,
  Slots,
  Tally,
} from './terms.ts'

/** What is true of a history, and hidden from the engine. */
export interface Truth {
  readonly history: readonly GraphCommit[]
  /** Whether a run of this commit's kernel fails; `run` counts them from 0. */
  readonly fails: (id: string, run: number) => boolean
  /** Commits that do not build. */
  readonly broken?: ReadonlySet<string>
  /** The commit that makes them build when it is applied. */
  readonly fix?: string
  /** Whether a patch can be applied to a commit; by default it can. */
  readonly applies?: (commit: string, patch: string) => boolean
  /** Whether a run of a kernel fails because of the patch alone; by default none does. */
  readonly patchFails?: (patch: string) => boolean
  /** Names each commit's kernel. By default no two are equal. */
  readonly imageOf?: (id: string) => string
  /** Whether a run dies of something else. */
  readonly dies?: (id: string, run: number) => boolean
}

/** What the caller of a search knows before it begins. */
export type Background = Partial<Pick<Evidence, 'suspicion' | 'noops' | 'imagesBefore' | 'before'>>

export const COSTS: Costs = { build: 10, run: 1 }
const GOOD_REVISION = 'good'
export const ONE_SLOT: Slots = { build: 1, boot: 1, total: 1 }
export const UNKNOWN: CommitEvidence = { passes: 0, failures: 0, others: 0, untestable: false }

/**
 * A failure that shows in every run of the culprit and of what was made on it, and nowhere else.
 */
export function withoutNoise(history: readonly GraphCommit[], culprit: string): (id: string) => boolean {
  const known = new Map<string, boolean>()
  return (id) => {
    const failures = known.get(id) ?? ancestry(history, id).has(culprit)
    known.set(id, failures)
    return failures
  }
}

/**
 * The same, but a run fails with one probability where the change is in and with another where it
 * is not.
 */
export function withNoise(
  history: readonly GraphCommit[],
  culprit: string,
  rates: { readonly bad: number; readonly good: number },
  seed: number,
): (id: string) => boolean {
  const has = withoutNoise(history, culprit)
  const draw = drawFrom(seed)
  return (id) => draw() < (has(id) ? rates.bad : rates.good)
}

/** Numbers from 0 to 1 that look random and are the same for the same seed (mulberry32). */
function drawFrom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export interface Step {
  readonly evidence: Evidence
  readonly decision: Decision
}

/**
 * A search that has passed the gate: three failures of the bad revision, two passes before the
 * range.
 */
export class SimulatedSearch {
  readonly graph: CommitGraph
  readonly steps: Step[] = []
  builds = 0
  runs = 0
  readonly #truth: Truth
  readonly #background: Background
  readonly #options: DecideOptions
  readonly #plain = new Map<string, CommitEvidence>()
  readonly #patched = new Map<string, PatchedEvidence>()
  #before: Tally

  constructor(truth: Truth, background: Background = {}, options: DecideOptions = {}) {
    this.graph = new CommitGraph(truth.history)
    this.#truth = truth
    this.#background = background
    this.#before = background.before ?? { passes: 2, failures: 0 }
    this.#options = options
    const tip = truth.history.at(-1)?.id ?? ''
    this.#plain.set(tip, { ...UNKNOWN, image: this.#imageOf(tip), failures: 3 })
  }

  /** A copy, so that what is learnt later does not change it. */
  get evidence(): Evidence {
    const own = { before: this.#before, goodRevision: GOOD_REVISION, older: GOOD_REVISION }
    return { ...this.#background, ...own, commits: new Map(this.#plain), patched: [...this.#patched.values()] }
  }

  /** Decides and does what was chosen, one test at a time, until the engine has an answer. */
  toEnd(most = 300): Outcome {
    const outcome = this.forUpTo(most)
    if (!outcome) throw new Error(`no answer after ${most} decisions`)
    return outcome
  }

  /** The same for so many decisions; undefined when these did not lead to an answer. */
  forUpTo(most: number): Outcome | undefined {
    for (let step = 0; step < most; step++) {
      const { evidence } = this
      const decision = decide(this.graph, evidence, COSTS, ONE_SLOT, this.#options)
      this.steps.push({ evidence, decision })
      if (decision.outcome) return decision.outcome
      const [choice] = decision.start
      if (!choice) throw new Error('nothing was chosen, and there is no answer')
      this.perform(choice)
    }
    return undefined
  }

  /**
   * The same with what follows a search: the culprit and its parents are built and run, and what
   * contradicts goes back into the search. So an answer stands that rests on a prediction only if
   * kernels bear it out.
   */
  confirmFor(most: number): void {
    for (;;) {
      const outcome = this.forUpTo(most)
      if (outcome?.kind !== 'culprit') return
      const at = this.graph.indexOf(outcome.commit) ?? -1
      const involved = [at, ...this.graph.parentsOf(at)].map((one) => this.graph.ids[one] ?? '')
      const open = involved.filter((commit) => this.#plain.get(commit)?.image === undefined)
      if (open.length === 0) return
      for (const commit of open) this.perform({ commit, stage: 'build', runs: 3, bits: 0, bad: 0, worth: 0 })
    }
  }

  perform({ commit, stage, patch, runs }: Choice): void {
    if (commit === GOOD_REVISION && patch === undefined) {
      for (let i = 0; i < runs; i++) this.#runGoodRevision()
      return
    }
    if (stage === 'build') {
      if (this.#known(commit, patch).image !== undefined) throw new Error(`${commit} was built twice`)
      this.builds++
      const builds = this.#isBuildable(commit, patch)
      const image = patch === undefined ? this.#imageOf(commit) : `${commit} with ${patch}`
      this.#note(commit, patch, builds ? { ...UNKNOWN, image } : { ...UNKNOWN, untestable: true })
      if (!builds) return
    }
    for (let i = 0; i < runs; i++) this.#run(commit, patch)
  }

  #isBuildable(commit: string, patch: string | undefined): boolean {
    const { broken, fix, applies } = this.#truth
    if (patch === undefined) return !broken?.has(commit)
    return (!broken?.has(commit) || patch === fix) && (applies?.(commit, patch) ?? true)
  }

  #known(commit: string, patch: string | undefined): CommitEvidence {
    const known = patch === undefined ? this.#plain.get(commit) : this.#patched.get(`${commit}+${patch}`)
    return known ?? UNKNOWN
  }

  #note(commit: string, patch: string | undefined, known: CommitEvidence): void {
    if (patch === undefined) this.#plain.set(commit, known)
    else this.#patched.set(`${commit}+${patch}`, { ...known, commit, patch })
  }

  #run(commit: string, patch: string | undefined): void {
    const now = this.#known(commit, patch)
    if (now.image === undefined) throw new Error(`${commit} was run before it was built`)
    const run = now.passes + now.failures + now.others
    const { fails, dies, patchFails } = this.#truth
    this.runs++
    if (dies?.(commit, run)) this.#note(commit, patch, { ...now, others: now.others + 1 })
    else if ((patch !== undefined && patchFails?.(patch)) || fails(commit, run))
      this.#note(commit, patch, { ...now, failures: now.failures + 1 })
    else this.#note(commit, patch, { ...now, passes: now.passes + 1 })
  }

  #runGoodRevision(): void {
    const { passes, failures } = this.#before
    this.runs++
    this.#before = this.#truth.fails(GOOD_REVISION, passes + failures)
      ? { passes, failures: failures + 1 }
      : { passes: passes + 1, failures }
  }

  #imageOf(id: string): string {
    return this.#truth.imageOf?.(id) ?? `image of ${id}`
  }
}
