import type { Row } from '../benchmark.ts'

export interface CaseOutcome {
  readonly name: string
  /** How its bisection ended, in words. */
  readonly outcome: string
  readonly reason: string
  /** What was not contained. */
  readonly breaches: readonly string[]
  /** From its request until its bisection and the one beside it had ended. */
  readonly seconds: number
}

/** A row for each case, and one for all. */
export function hostileRows(outcomes: readonly CaseOutcome[]): Row[] {
  const contained = outcomes.filter(({ breaches }) => breaches.length === 0).length
  return [
    {
      ...{ row: 'contained', setting: `${outcomes.length} hostile trees`, value: contained, unit: 'trees' },
      ...{ target: outcomes.length, met: contained === outcomes.length },
    },
    ...outcomes.map(({ name, outcome, breaches, seconds }) => ({
      ...{ row: name, setting: breaches.length === 0 ? outcome : breaches.join('; ') },
      ...{ value: Math.round(seconds), unit: 's until the service is free again' },
      ...{ target: null, met: breaches.length === 0 },
    })),
  ]
}
