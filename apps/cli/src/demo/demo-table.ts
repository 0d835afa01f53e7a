import { clock } from '../progress/durations.ts'
import { tableLines } from '../table-lines.ts'
import type { DemoAnswer } from './demo-answer.ts'

/** A scenario that came to no answer, and why. */
export interface DemoFailure {
  readonly scenario: string
  readonly error: string
}

const HEAD = ['scenario', 'answer', 'label', 'builds', 'runs', 'time', '']

/** One line for each scenario, with a line above that names the columns. */
export function demoTable(answers: readonly (DemoAnswer | DemoFailure)[]): string[] {
  return tableLines([HEAD, ...answers.map(row)]).map((line) => line.trimEnd())
}

function row(answer: DemoAnswer | DemoFailure): string[] {
  if ('error' in answer) return [answer.scenario, 'none', '', '', '', '', answer.error]
  const { scenario, wrong, label, builds, runs, wallSeconds } = answer
  const judged = wrong.length === 0 ? 'right' : 'wrong'
  return [
    scenario,
    judged,
    label ?? answer.outcome,
    String(builds),
    String(runs),
    clock(wallSeconds * 1000),
    wrong.join('; '),
  ]
}
