import type { History } from './plan-history.ts'
import type { Architecture, Fragment, KnownAnswer, Problem, Scenario } from './scenario.ts'

/**
 * What to ask of kbisect about the lab, without the tree: the body of `POST /api/v1/bisections`.
 */
export interface LabRequest extends Problem {
  /** Full hashes. */
  readonly good: string
  readonly bad: string
}

interface LabCommit {
  readonly hash: string
  readonly subject: string
}

/** A history with a known answer, ready to be bisected. */
export interface Lab extends KnownAnswer {
  readonly scenario: string
  /** The bare git repository. Branch `master` is at `bad`; there are tags `good` and `bad`. */
  readonly repository: string
  readonly good: string
  readonly bad: string
  readonly culprit: LabCommit
  /**
   * Of a culprit that is a merge: the commits, one of each side, that do not go together. Else
   * empty.
   */
  readonly sides: readonly LabCommit[]
  /** All commits of the repository, the import of the source included. */
  readonly commits: number
  readonly request: LabRequest
}

/** How reports name a target: `arm64`, or `arm64/no-dma-cma` with a fragment of its own. */
export function targetName(target: {
  readonly architecture: Architecture
  readonly fragments?: readonly Fragment[]
  readonly name?: string
}): string {
  const fragment = target.name ?? target.fragments?.map((one) => one.name).join('+')
  return fragment ? `${target.architecture}/${fragment}` : target.architecture
}

/** The lab that a scenario became. Hashes are by commit number. */
export function describeLab(
  scenario: Scenario,
  repository: string,
  history: History,
  hashes: ReadonlyMap<number, string>,
): Lab {
  const commit = (number: number): LabCommit => {
    const hash = hashes.get(number)
    if (!hash) throw new RangeError(`git made no commit number ${number}`)
    return { hash, subject: history.commits.find((one) => one.number === number)?.subject ?? '' }
  }
  const ends = { good: commit(history.good).hash, bad: commit(history.last).hash }
  return {
    scenario: scenario.name,
    repository,
    ...ends,
    culprit: commit(history.culprit),
    sides: history.sides.map(commit),
    commits: history.last,
    request: { ...ends, ...scenario.problem },
    ...scenario.answer,
  }
}
