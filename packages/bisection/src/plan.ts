import { CommitGraph } from '@kbisect/bisect'
import type { BisectionResult, BisectionStage } from '@kbisect/contracts'
import type { Signature } from '@kbisect/verdict'
import { Evidence } from './evidence.ts'
import type { BisectionRecord, Facts, RangeCommit, Task } from './facts.ts'
import { planConfirmation } from './plan-confirmation.ts'
import { planBases, planEnds } from './plan-ends.ts'
import { planNarrowing } from './plan-narrowing.ts'
import { planScope } from './plan-scope.ts'
import type { CandidateChange } from './ports.ts'
import { resultOf, type Unfinished } from './stage-answer.ts'

/** What a bisection rests on. Equal inputs give equal plans. */
export interface PlanInput {
  readonly record: BisectionRecord
  readonly range: readonly RangeCommit[]
  readonly facts: Facts
}

/** What to do next. Without tasks and without a result there is nothing to do but to wait for a person. */
export interface Plan {
  readonly stage: BisectionStage
  readonly tasks: readonly Task[]
  readonly candidates: readonly CandidateChange[]
  readonly candidatesLeft: number
  /** Both ends are checked: the good one passes, the bad one fails like this. */
  readonly regression: { readonly signature: Signature | null } | undefined
  readonly result: BisectionResult | undefined
}

/**
 * What a bisection does next: a pure function of request, history and facts. Every stage is worked out again from the facts each
 * time, so that a later fact that contradicts an earlier conclusion takes the bisection back to where it belongs.
 */
export function plan({ record, range, facts }: PlanInput): Plan {
  const evidence = new Evidence(facts)
  const untouched = { candidates: [], candidatesLeft: range.length, regression: undefined, result: undefined }
  if (record.cancelRequested) {
    return {
      ...untouched,
      stage: record.stage,
      tasks: [],
      result: resultOf({ outcome: 'cancelled', reason: 'Cancelled on request.' }),
    }
  }

  const ends = planEnds(record, evidence)
  if (ends.kind !== 'passed') return { ...untouched, ...stageOutput('ends', ends) }
  const regression = { signature: ends.value.signature ?? null }

  const bases = planBases(record, evidence, ends.value)
  if (bases.kind !== 'passed') return { ...untouched, regression, ...stageOutput('bases', bases) }

  const graph = new CommitGraph(range.map((commit) => ({ id: commit.hash, parents: commit.parents })))
  const narrowing = planNarrowing({ record, range, graph, evidence, ends: ends.value })
  const narrowed = {
    candidates: narrowing.candidates,
    candidatesLeft: narrowing.candidatesLeft,
    regression,
    result: undefined,
  }
  if (narrowing.answer.kind !== 'passed') return { ...narrowed, ...stageOutput('narrow', narrowing.answer) }

  const confirmation = planConfirmation({ record, range, evidence, ends: ends.value, narrowed: narrowing.answer.value })
  if (confirmation.kind !== 'passed') return { ...narrowed, ...stageOutput('confirm', confirmation) }

  return { ...narrowed, ...stageOutput('scope', planScope(record, evidence, confirmation.value)) }
}

function stageOutput(stage: BisectionStage, answer: Unfinished) {
  return answer.kind === 'ends'
    ? { stage: 'done' as const, tasks: [], result: answer.result }
    : { stage, tasks: answer.tasks, result: undefined }
}
