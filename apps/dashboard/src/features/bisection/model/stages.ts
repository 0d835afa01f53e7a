import type { Bisection, BisectionStage, BisectionState, Event } from '@kbisect/contracts'

export interface Step {
  readonly name: string
  readonly explanation: string
  /**
   * unproved: it was done, and did not confirm what it had to. spared: of a check, it was not
   * needed.
   */
  readonly status: 'done' | 'current' | 'waiting' | 'stopped' | 'unproved' | 'spared'
}

/** What the stepper shows. `bases` is part of checking the boundaries for a reader. */
const steps: readonly { name: string; explanation: string; stages: readonly BisectionStage[] }[] = [
  { name: 'Prepare', explanation: 'Resolve refs, load the range', stages: ['prepare'] },
  { name: 'Boundaries', explanation: 'Prove the good and the bad revision', stages: ['boundaries', 'bases'] },
  { name: 'Narrow', explanation: 'Test commits in between', stages: ['narrow'] },
  { name: 'Confirm', explanation: 'Culprit, its parents, the revert', stages: ['confirm'] },
  { name: 'Affected targets', explanation: 'Other architectures and configs', stages: ['affected-targets'] },
  { name: 'Report', explanation: 'Tell who needs to know', stages: ['report'] },
]

/** The steps of a bisection with what has become of each. A paused one has stopped at its stage. */
export function stepsOf(
  stage: BisectionStage,
  state: BisectionState,
  finishedEarly: boolean,
  isProbable = false,
): Step[] {
  const at = stage === 'done' ? steps.length : steps.findIndex((step) => step.stages.includes(stage))
  return steps.map(({ name, explanation }, index) => ({ name, explanation, status: statusOf(index) }))

  function statusOf(index: number): Step['status'] {
    if (index < at) return isProbable && steps[index]?.stages.includes('confirm') ? 'unproved' : 'done'
    if (index > at) return 'waiting'
    if (state === 'paused') return 'stopped'
    if (state === 'finished') return finishedEarly ? 'stopped' : 'done'
    return state === 'queued' ? 'waiting' : 'current'
  }
}

/**
 * The stage at which the search stood when it ended. A bisection that is over says `done`, also if
 * it ended early.
 */
export function reachedStage(
  bisection: Pick<Bisection, 'stage' | 'state' | 'outcome' | 'result'>,
  events: readonly Event[],
): BisectionStage {
  if (bisection.stage !== 'done' || bisection.outcome === 'culprit') return bisection.stage
  const told = events
    .filter((event) => event.type === 'stage')
    .map((event) => steps.flatMap(({ stages }) => stages).find((stage) => stage === event.data.stage))
  return told.findLast((stage) => stage !== undefined && stage !== 'report') ?? checkedStage(bisection)
}

/** The same as far as its checks tell, for want of its events. */
function checkedStage({ stage, state, result }: Pick<Bisection, 'stage' | 'state' | 'result'>): BisectionStage {
  const names = new Set((result?.checks ?? []).map(({ name }) => name))
  if (names.has('culprit') || names.has('parent')) return 'confirm'
  if (goodRevisionPassed({ stage, state, result })) return 'narrow'
  if (names.has('merge base')) return 'bases'
  return names.size > 0 ? 'boundaries' : 'prepare'
}

/** Whether the good revision is known to pass. */
export function goodRevisionPassed({ stage, state, result }: Pick<Bisection, 'stage' | 'state' | 'result'>): boolean {
  if (state !== 'finished') return stage !== 'prepare' && stage !== 'boundaries'
  return result?.checks.some((check) => check.name === 'good revision' && check.result === 'passed') ?? false
}
