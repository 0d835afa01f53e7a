import type { Target } from '@kbisect/contracts'
import type { BuildFact, Facts, OverrideFact, Revision, RunFact } from './facts.ts'
import { revisionKey } from './facts.ts'

/** The facts of a bisection, found by what they are about. */
export class Evidence {
  readonly #builds: ReadonlyMap<string, BuildFact>
  readonly #runs: ReadonlyMap<string, readonly RunFact[]>
  readonly #overrides: ReadonlyMap<string, OverrideFact>
  readonly facts: Facts

  constructor(facts: Facts) {
    this.facts = facts
    this.#builds = new Map(facts.builds.map((build) => [place(build.revision, build.targetKey), build]))
    const runs = new Map<string, RunFact[]>()
    for (const run of facts.runs) {
      const key = place(run.revision, run.targetKey)
      runs.set(key, [...(runs.get(key) ?? []), run])
    }
    for (const list of runs.values()) list.sort((a, b) => a.attempt - b.attempt)
    this.#runs = runs
    this.#overrides = new Map(facts.overrides.map((override) => [override.commit, override]))
  }

  /** The verdict that a person set on a commit, for the main target. */
  override(commit: string): OverrideFact | undefined {
    return this.#overrides.get(commit)
  }

  build(revision: Revision, target: Target): BuildFact | undefined {
    return this.#builds.get(place(revision, target.key))
  }

  /** In the order of their attempts. */
  runs(revision: Revision, target: Target): readonly RunFact[] {
    return this.#runs.get(place(revision, target.key)) ?? []
  }

  /** Revisions of which something is known on a target, in order of their keys. */
  testedRevisions(target: Target): Revision[] {
    const known = new Map<string, Revision>()
    for (const { revision, targetKey } of [...this.facts.builds, ...this.facts.runs]) {
      if (targetKey === target.key) known.set(revisionKey(revision), revision)
    }
    return [...known.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, revision]) => revision)
  }
}

const place = (revision: Revision, targetKey: string): string => `${revisionKey(revision)} ${targetKey}`
