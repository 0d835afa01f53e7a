import type { CommitGraph, Choice as EngineChoice } from '@kbisect/bisect'
import {
  type BisectionResult,
  type BisectionStage,
  type Check,
  type Choice,
  type Remaining,
  type Search,
  testOf,
} from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import { Evidence } from '../model/evidence.ts'
import type { MeasuredSeconds } from '../model/expectation.ts'
import type { BisectionRecord, Facts, IdleSlots, PendingTask, RangeCommit, Task } from '../model/facts.ts'
import { taskKey } from '../model/facts.ts'
import { mainTarget } from '../model/main-target.ts'
import type { CandidateChange } from '../model/ports.ts'
import { countingOf } from '../model/range-evidence.ts'
import { estimateRemaining } from './estimate-remaining.ts'
import { failureOf } from './expected-failure.ts'
import { planAffectedTargets } from './plan-affected-targets.ts'
import { planBases } from './plan-bases.ts'
import { type Boundaries, planBoundaries } from './plan-boundaries.ts'
import { type Confirmed, planConfirmation } from './plan-confirmation.ts'
import { planMergeSides } from './plan-merge-sides.ts'
import { type Narrowing, planNarrowing } from './plan-narrowing.ts'
import { describeChoice, searchState } from './search-state.ts'
import { resultOf, type StageAnswer, type Unfinished } from './stage-answer.ts'
import { wantedRuns } from './wanted-runs.ts'

/** What a bisection rests on. Equal inputs give equal plans. */
export interface PlanInput {
  readonly record: BisectionRecord
  readonly range: readonly RangeCommit[]
  /** Of `range`. */
  readonly graph: CommitGraph
  readonly facts: Facts
  /** Tasks of this bisection that wait or run. */
  readonly pending: readonly PendingTask[]
  readonly idle: IdleSlots
  /** Commits predicted to leave the main target's kernel as it is. */
  readonly noops: ReadonlySet<string>
  /** How suspicious each commit looks before any test; undefined: all alike. */
  readonly suspicion: ReadonlyMap<string, number> | undefined
  /**
   * What tasks took in earlier bisections of this tree and architecture; undefined: there was none.
   */
  readonly usual: MeasuredSeconds | undefined
}

/**
 * What to do next. Without tasks and without a result there is nothing to do but to wait for what
 * is pending.
 */
export interface Plan {
  readonly stage: BisectionStage
  readonly tasks: readonly Task[]
  /** Pending tasks that would teach nothing any more. */
  readonly withdraw: readonly Task[]
  /** Tests that were chosen just now, with reasons. */
  readonly choices: readonly Choice[]
  readonly candidates: readonly CandidateChange[]
  readonly candidatesLeft: number
  /** What is believed of the range; undefined before the search. */
  readonly search: Search | undefined
  /** How the bad revision fails, as soon as it has failed. */
  readonly failure: Signature | undefined
  /** Both revisions are checked: the good one passes, the bad one fails like this. */
  readonly regression: { readonly signature: Signature | null; readonly checks: readonly Check[] } | undefined
  readonly result: BisectionResult | undefined
  /** What it is expected to take still; null: not known, or over. */
  readonly expected: Remaining | null
}

type Decided = Omit<Plan, 'expected'>

/** What the stages learnt on the way to a plan. */
interface Learnt {
  readonly boundaries?: Boundaries
  readonly narrowing?: Narrowing
}

/**
 * What a bisection does next: a pure function of request, history and facts. Every stage is worked
 * out again from the facts each time, so that a later fact that contradicts an earlier conclusion
 * takes the bisection back to where it belongs.
 */
export function plan(input: PlanInput): Plan {
  const evidence = new Evidence(input.facts)
  const { record, range } = input
  if (record.cancelRequested) {
    // One that was finished and reopened ends as it had ended.
    const result = record.result ?? resultOf({ outcome: 'cancelled', reason: 'Cancelled on request.' })
    return { ...untouched(range), failure: undefined, stage: record.stage, tasks: [], result, expected: null }
  }
  const { next, ...learnt } = decideNext(input, evidence)
  const wanted = keepWanted(withWanted(next, wantedRuns(record, evidence)))
  return { ...wanted, expected: wanted.result ? null : foresee(input, evidence, wanted, learnt) }
}

const untouched = (range: readonly RangeCommit[]) => ({
  withdraw: [],
  choices: [],
  candidates: [],
  candidatesLeft: range.length,
  search: undefined,
  regression: undefined,
  result: undefined,
})

function decideNext(input: PlanInput, evidence: Evidence): Learnt & { readonly next: Decided } {
  const { record, range, idle } = input
  const first = { ...untouched(range), failure: failureOf(record, evidence) }
  const boundaries = planBoundaries(record, evidence, idle)
  if (boundaries.kind !== 'passed') return { next: { ...first, ...stageOutput('boundaries', boundaries) } }
  const passed = {
    ...first,
    regression: { signature: boundaries.value.signature ?? null, checks: boundaries.value.checks },
  }
  // What comes of a regression that a check found is decided elsewhere, by the watch's policy.
  if (record.check) return { next: { ...passed, stage: 'boundaries', tasks: [] } }

  const bases = planBases(record, evidence, boundaries.value)
  if (bases.kind !== 'passed')
    return { boundaries: boundaries.value, next: { ...passed, ...stageOutput('bases', bases) } }

  const narrowing = planNarrowing({ ...input, evidence, boundaries: boundaries.value, bases: bases.value })
  const narrowed = { ...passed, ...narrowedOutput(input, evidence, narrowing) }
  const learnt = { boundaries: boundaries.value, narrowing }
  if (narrowing.answer.kind !== 'passed')
    return { ...learnt, next: { ...narrowed, ...stageOutput('narrow', narrowing.answer) } }

  const confirmation = proveCulprit(
    input,
    evidence,
    boundaries.value,
    [...boundaries.value.checks, ...bases.value],
    narrowing,
  )
  if (confirmation.kind !== 'passed')
    return { ...learnt, next: { ...narrowed, ...stageOutput('confirm', confirmation) } }

  const affectedTargets = planAffectedTargets(record, evidence, confirmation.value)
  return { ...learnt, next: { ...narrowed, ...stageOutput('affected-targets', affectedTargets) } }
}

/** The runs that people asked for come first, whatever the stage; a boundary waits for them. */
function withWanted(next: Decided, wanted: readonly Task[]): Decided {
  if (wanted.length === 0) return next
  const tasks = [...new Map([...wanted, ...next.tasks].map((task) => [taskKey(task), task])).values()]
  return { ...next, tasks, result: undefined, ...(next.result ? { stage: 'confirm' } : {}) }
}

function foresee(input: PlanInput, evidence: Evidence, next: Decided, learnt: Learnt): Remaining | null {
  const { record, pending, idle, usual, range, noops } = input
  const { stage, tasks } = next
  if (stage === 'prepare' || stage === 'report' || stage === 'done') return null
  const canChange = range.length - noops.size
  const known = { boundaries: learnt.boundaries, narrowing: learnt.narrowing }
  return estimateRemaining({ record, evidence, pending, idle, usual, canChange, stage, tasks, ...known })
}

/** The culprit with all that is to be proved about it; of a merge, also with what meets in it. */
function proveCulprit(
  { record, range, graph, noops, suspicion, idle }: PlanInput,
  evidence: Evidence,
  { expected }: Boundaries,
  checks: readonly Check[],
  { answer, found, candidates }: Narrowing,
): StageAnswer<Confirmed> {
  if (answer.kind !== 'passed') return answer
  const narrowed = answer.value
  const untested = candidates.filter(({ verdict }) => verdict === 'skip').map(({ hash }) => hash)
  const confirmation = planConfirmation({
    ...{ record, evidence, range, graph, suspicion, checks, narrowed, found, expected },
    ...{ hosts: idle.hosts ?? [], untested },
  })
  if (confirmation.kind !== 'passed') return confirmation
  const confirmed = confirmation.value
  const counting = countingOf(record, evidence, expected)
  const sides = planMergeSides({ counting, range, graph, confirmed, rates: narrowed.rates, noops })
  if (sides.kind !== 'passed') return sides
  const merge = sides.value === null ? null : { sides: [...sides.value] }
  return { kind: 'passed', value: { ...confirmed, result: { ...confirmed.result, merge } } }
}

function narrowedOutput({ range, graph, record }: PlanInput, evidence: Evidence, narrowing: Narrowing) {
  const { decision, withdraw, candidates } = narrowing
  const builds = (commit: string) => evidence.build({ commit }, mainTarget(record))?.result === 'built'
  const describe = (choice: EngineChoice) => {
    const isControl =
      choice.patch !== undefined && (builds(choice.commit) || graph.indexOf(choice.commit) === undefined)
    return describeChoice(choice, graph, range, testOf(record.request).kind, isControl)
  }
  const choices = decision.start.map(describe)
  return {
    withdraw,
    choices,
    candidates,
    candidatesLeft: decision.posterior.possible.reduce((sum, one) => sum + one, 0),
    search: searchState(range, decision, [...decision.flying.map(describe), ...choices]),
  }
}

/**
 * With the culprit named, the search takes back all that is in flight; what proves the culprit is
 * wanted all the same.
 */
function keepWanted(next: Decided): Decided {
  const wanted = new Set(next.tasks.map(taskKey))
  return { ...next, withdraw: next.withdraw.filter((task) => !wanted.has(taskKey(task))) }
}

function stageOutput(stage: BisectionStage, answer: Unfinished) {
  return answer.kind === 'ends'
    ? { stage: 'done' as const, tasks: [], result: answer.result }
    : { stage, tasks: answer.tasks, result: undefined }
}
