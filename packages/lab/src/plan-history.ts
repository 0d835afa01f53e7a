import { signature } from './authors.ts'
import { Files } from './files.ts'
import type { Change, Edit, Role, Scenario, Topic } from './scenario.ts'

export interface PlannedFile {
  readonly path: string
  readonly content: string
}

/**
 * One commit to write. Commits are numbered from 1, the import of the source, which is not in the
 * plan.
 */
export interface PlannedCommit {
  readonly number: number
  /** First parent first. */
  readonly parents: readonly number[]
  readonly author: string
  /** Seconds since the epoch. */
  readonly date: number
  readonly message: string
  readonly subject: string
  /** What differs from the first parent. */
  readonly files: readonly PlannedFile[]
}

/** The commits to write; those that matter by their numbers. */
export interface History {
  readonly commits: readonly PlannedCommit[]
  readonly good: number
  readonly culprit: number
  /** See {@link Role}. */
  readonly sides: readonly number[]
  /** The bad revision. */
  readonly last: number
}

// Dates are part of the hashes: the history has to be the same on every day and machine.
const FIRST_DATE = Date.UTC(2025, 0, 6, 9) / 1000
const SECONDS_BETWEEN = 3 * 3600

/** Author date of commit `number`, in seconds since the epoch. */
export const dateOf = (number: number): number => FIRST_DATE + (number - 1) * SECONDS_BETWEEN

/** The paths of all files whose original text {@link planHistory} needs. */
export function editedPaths(scenario: Scenario): Set<string> {
  const changes = scenario.steps.flatMap((step) => ('topic' in step ? [...step.changes, ...step.meanwhile] : [step]))
  return new Set(changes.flatMap((change) => change.edits.map((edit) => edit.path)))
}

/**
 * Turns a scenario into commits, given the original text of each edited file. A merge applies the
 * topic's edits to the main line's files, which is what `git merge` makes of edits that do not
 * overlap.
 * @throws InfrastructureError `lab-edit-failed` when the source is not the one that the scenario
 * was written for.
 */
export function planHistory(scenario: Scenario, originals: ReadonlyMap<string, string>): History {
  const planner = new Planner(originals)
  for (const step of scenario.steps) {
    if ('topic' in step) planner.topic(step)
    else planner.change(step)
  }
  return {
    commits: planner.commits,
    good: planner.role('good'),
    culprit: planner.role('culprit'),
    sides: planner.numbers('side'),
    last: planner.commits.length + 1,
  }
}

interface Branch {
  tip: number
  readonly files: Files
}

class Planner {
  readonly commits: PlannedCommit[] = []
  readonly #main: Branch
  readonly #roles = new Map<Role, number[]>()

  constructor(originals: ReadonlyMap<string, string>) {
    this.#main = { tip: 1, files: new Files(originals) }
  }

  role(role: Role): number {
    const [number] = this.numbers(role)
    if (number === undefined) throw new RangeError(`the scenario has no ${role} commit`)
    return number
  }

  numbers(role: Role): readonly number[] {
    return this.#roles.get(role) ?? []
  }

  change(change: Change, branch: Branch = this.#main): void {
    this.#commit(branch, [branch.tip], change.subject, change.body, change.edits, change.role)
  }

  topic(topic: Topic): void {
    const side: Branch = { tip: this.#main.tip, files: this.#main.files.fork() }
    for (const change of topic.changes) this.change(change, side)
    for (const change of topic.meanwhile) this.change(change)
    const edits = topic.changes.flatMap((change) => change.edits)
    this.#commit(this.#main, [this.#main.tip, side.tip], `Merge branch '${topic.topic}'`, topic.body, edits, topic.role)
  }

  #commit(branch: Branch, parents: number[], subject: string, body: string, edits: readonly Edit[], role?: Role): void {
    for (const edit of edits) branch.files.apply(edit)
    const number = this.commits.length + 2
    const author = signature(subject)
    const paths = [...new Set(edits.map((edit) => edit.path))].sort()
    this.commits.push({
      number,
      parents,
      author,
      date: dateOf(number),
      subject,
      message: `${subject}\n\n${body.trim()}\n\nSigned-off-by: ${author}\n`,
      files: paths.map((path) => ({ path, content: branch.files.read(path) ?? '' })),
    })
    branch.tip = number
    if (role) this.#roles.set(role, [...this.numbers(role), number])
  }
}
