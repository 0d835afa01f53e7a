import type { CommitGraph } from '@kbisect/bisect'
import type { MergeSide } from '@kbisect/contracts'
import type { RangeCommit, Revision, Task } from '../model/facts.ts'
import { type Counting, showingOf } from '../model/range-evidence.ts'
import { sideCommits, splitSide } from './merge-side.ts'
import { type Confirmed, summarise } from './plan-confirmation.ts'
import type { Narrowed } from './plan-narrowing.ts'
import { answerOf, missingRuns, type RevisionCheck, reasonOf } from './revision-checks.ts'
import type { StageAnswer } from './stage-answer.ts'

export interface MergeSidesInput {
  readonly counting: Counting
  readonly range: readonly RangeCommit[]
  readonly graph: CommitGraph
  readonly confirmed: Confirmed
  readonly rates: Narrowed['rates']
  /** Commits that are predicted to leave the kernel as it is. */
  readonly noops: ReadonlySet<string>
}

type Sides = readonly MergeSide[] | null

/**
 * Of a culprit that is a merge with good parents: what meets in it. Each commit of one side, merged
 * with the other side's tip, has the fault or not, and once it has, so do those behind it: the
 * first one is found by halving. Null for any other culprit.
 */
export function planMergeSides(input: MergeSidesInput): StageAnswer<Sides> {
  const { culprit, passes } = input.confirmed
  const [first, second, ...more] = culprit.parents
  if (first === undefined || second === undefined) return { kind: 'passed', value: null }
  const both = (reason: string): StageAnswer<Sides> => ({
    kind: 'passed',
    value: culprit.parents.map((parent) => ({ parent, commit: null, tested: 0, reason })),
  })
  if (more.length > 0) return both(`it has ${culprit.parents.length} parents, and only two can be taken apart`)

  // What git makes of the two tips, without what the merge commit itself may have changed.
  const whole: RevisionCheck = { revision: { commit: first, merged: second }, runs: FIRST_RUNS, cleared: passes }
  const tasks = missingRuns(input.counting, whole, input.rates)
  if (tasks.length > 0) return { kind: 'needs', tasks }
  const answer = answerOf(input.counting, whole, input.rates)
  if (answer === 'good') return both('the sides merged by git alone pass: the merge commit itself brings the failure')
  if (answer === 'open') {
    return both(
      `git alone cannot merge the sides into a kernel to test: ${reasonOf(showingOf(input.counting, whole.revision)) ?? 'no answer'}`,
    )
  }
  const sides = [searchSide(input, first, second), searchSide(input, second, first)]
  const wanted = sides.flatMap((side) => (side.kind === 'needs' ? side.tasks : []))
  if (wanted.length > 0) return { kind: 'needs', tasks: wanted }
  return { kind: 'passed', value: sides.flatMap((side) => (side.kind === 'known' ? [side.side] : [])) }
}

// The fault is known to be solid or not by now, but a sum of two sides may behave otherwise: the
// tally decides how many more.
const FIRST_RUNS = 1

type Searched =
  | { readonly kind: 'needs'; readonly tasks: readonly Task[] }
  | { readonly kind: 'known'; readonly side: MergeSide }

/** Halves the commits of `tip` that `other` does not have. */
function searchSide(input: MergeSidesInput, tip: string, other: string): Searched {
  const { counting, range, graph, confirmed, rates, noops } = input
  const side = sideCommits(graph, tip, other)
  const ask = (commit: string): RevisionCheck => ({
    revision: mergedWith(commit, other),
    runs: FIRST_RUNS,
    cleared: confirmed.passes,
  })
  const split = splitSide(graph, side, {
    predicted: noops,
    answer(commit) {
      // The whole side is in the merge, which fails.
      if (commit === tip) return 'bad'
      const { build } = showingOf(counting, ask(commit).revision)
      if (!build) return 'untested'
      if (missingRuns(counting, ask(commit), rates).length > 0) return 'untested'
      const answer = answerOf(counting, ask(commit), rates)
      return answer === 'open' ? 'lost' : answer
    },
  })
  if (split.kind === 'test') return { kind: 'needs', tasks: missingRuns(counting, ask(split.commit), rates) }
  const tested = side.filter((commit) => commit !== tip && showingOf(counting, ask(commit).revision).build).length
  const about = { parent: tip, tested }
  if (split.kind === 'range') {
    const reason = `one of ${split.commits.length} commits, which could not be told apart`
    return { kind: 'known', side: { ...about, commit: null, reason } }
  }
  const found = range.find(({ hash }) => hash === split.commit)
  const summary = found ? summarise(found) : null
  const reason = `the first commit of this side that fails when it is merged with ${other.slice(0, 12)}`
  return { kind: 'known', side: { ...about, commit: summary, reason } }
}

const mergedWith = (commit: string, other: string): Revision => ({ commit, merged: other })
