import type { Target } from '@kbisect/contracts'
import type { BuildFact, Facts, OverrideFact, Revision, RunFact } from './facts.ts'
import { imageOf, revisionKey } from './facts.ts'

/**
 * The facts of a bisection, found by what they are about. Where there is a clean build of a
 * revision, it takes the place of the other one, in whose output directory or cache an earlier
 * build may have left something; runs of another image then count for nothing.
 */
export class Evidence {
  readonly #usual: ReadonlyMap<string, BuildFact>
  readonly #clean: ReadonlyMap<string, BuildFact>
  readonly #runs: ReadonlyMap<string, readonly RunFact[]>
  readonly #overrides: ReadonlyMap<string, OverrideFact>
  readonly facts: Facts

  constructor(facts: Facts) {
    this.facts = facts
    const places = (builds: readonly BuildFact[]) =>
      new Map(builds.map((build) => [place(build.revision, build.targetKey), build]))
    this.#usual = places(facts.builds.filter(({ clean }) => !clean))
    this.#clean = places(facts.builds.filter(({ clean }) => clean))
    const runs = new Map<string, RunFact[]>()
    for (const run of facts.runs) {
      const key = place(run.revision, run.targetKey)
      const known = runs.get(key)
      if (known) known.push(run)
      else runs.set(key, [run])
    }
    for (const list of runs.values()) list.sort((a, b) => a.attempt - b.attempt)
    this.#runs = runs
    this.#overrides = new Map(facts.overrides.map((override) => [override.commit, override]))
  }

  /** The verdict that a person set on a commit, for the main target. */
  override(commit: string): OverrideFact | undefined {
    return this.#overrides.get(commit)
  }

  /** The build that counts. */
  build(revision: Revision, target: Target): BuildFact | undefined {
    return this.cleanBuild(revision, target) ?? this.usualBuild(revision, target)
  }

  /** The build from nothing, whatever other one there is. */
  cleanBuild(revision: Revision, target: Target): BuildFact | undefined {
    return this.#clean.get(place(revision, target.key))
  }

  /** The build that used what earlier ones left. */
  usualBuild(revision: Revision, target: Target): BuildFact | undefined {
    return this.#usual.get(place(revision, target.key))
  }

  /** The runs that count, in the order of their attempts. */
  runs(revision: Revision, target: Target): readonly RunFact[] {
    const all = this.#runs.get(place(revision, target.key)) ?? []
    const clean = this.cleanBuild(revision, target)
    if (!clean) return all
    const usual = this.usualBuild(revision, target)
    const image = imageOf(clean)
    // A run that does not name its image was made when there was one image alone.
    const first = usual ? imageOf(usual) : image
    return all.filter((run) => image !== undefined && (run.image ?? first) === image)
  }

  /** Numbers of the runs that were made, those of another image among them. */
  attempts(revision: Revision, target: Target): ReadonlySet<number> {
    return new Set((this.#runs.get(place(revision, target.key)) ?? []).map(({ attempt }) => attempt))
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
