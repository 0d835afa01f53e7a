import type { Architecture, Fragment, Problem, Scenario } from './scenario.ts'

/** What to ask of kbisect about the lab, without the tree: the body of `POST /api/v1/bisections`. */
export interface LabRequest extends Problem {
  /** Full hashes. */
  readonly good: string
  readonly bad: string
}

/** A history with a known answer, ready to be bisected. */
export interface Lab {
  readonly scenario: string
  /** The bare git repository. Branch `master` is at `bad`; there are tags `good` and `bad`. */
  readonly repository: string
  readonly good: string
  readonly bad: string
  readonly culprit: { readonly hash: string; readonly subject: string }
  /** All commits of the repository, the import of the source included. */
  readonly commits: number
  readonly request: LabRequest
  /** Names of targets, as {@link targetName} makes them. */
  readonly affected: readonly string[]
  readonly unaffected: readonly string[]
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
  history: { readonly good: number; readonly culprit: number; readonly last: number; readonly subject: string },
  hashes: ReadonlyMap<number, string>,
): Lab {
  const hash = (number: number): string => {
    const found = hashes.get(number)
    if (!found) throw new RangeError(`git made no commit number ${number}`)
    return found
  }
  const ends = { good: hash(history.good), bad: hash(history.last) }
  return {
    scenario: scenario.name,
    repository,
    ...ends,
    culprit: { hash: hash(history.culprit), subject: history.subject },
    commits: history.last,
    request: { ...ends, ...scenario.problem },
    affected: scenario.affected,
    unaffected: scenario.unaffected,
  }
}
