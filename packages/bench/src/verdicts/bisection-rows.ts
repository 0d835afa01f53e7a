import type { Row } from '../benchmark.ts'
import { answers, costs, counts, percent, plain, sum } from '../toy/case-rows.ts'
import { type CaseResult, isRight } from '../toy/judge-answer.ts'
import type { InjectedFault } from './faults/injected-fault.ts'
import type { ScriptShares } from './script/judge-script.ts'

/** A bisection that was made among faults of the machine. */
export interface TroubledResult extends CaseResult {
  /** Faults that were stored as answers about kernels. */
  readonly taken: readonly InjectedFault[]
  /** The same history by `git bisect run` with a script, with these faults and without any. */
  readonly script: { readonly troubled: ScriptShares; readonly untroubled: ScriptShares }
}

export interface TroubledRun {
  readonly results: readonly TroubledResult[]
  /** How many were asked for; undefined where a time was given instead. */
  readonly wanted: number | undefined
  /** Per cent of builds and boots that met a fault. */
  readonly faults: number
  readonly injected: readonly InjectedFault[]
  /** Of the whole program, its start included. */
  readonly cpuSeconds: number
}

/** The figures of all bisections. */
export function bisectionRows(run: TroubledRun): Row[] {
  const { results, faults } = run
  if (results.length === 0) return [doneRow(run)]
  const setting = `${results.length} bisections, faults in ${faults} % of builds and boots`
  const regressed = results.filter(({ toyCase }) => toyCase.regressed)
  const quiet = results.filter(({ toyCase }) => !toyCase.regressed)
  const right = results.filter(({ judgement }) => isRight(judgement)).length
  return [
    doneRow(run),
    plain('right outcomes', setting, percent(right, results.length), '%'),
    ...scriptRows(results, setting),
    ...answers('with a regression', regressed),
    ...counts('without a regression', quiet, ['none, rightly', 'WRONG', 'no answer']),
    ...faultRows(run),
    ...costs('with a regression', regressed),
    ...costs('without a regression', quiet),
    plain('CPU time, mean', setting, Math.round((run.cpuSeconds / results.length) * 10) / 10, 's'),
  ]
}

/** Whether all were made: an interrupted run tells what it has. */
function doneRow({ results, wanted }: TroubledRun): Row {
  const target = wanted ?? null
  const met = wanted === undefined ? null : results.length >= wanted
  return { row: 'bisections', setting: 'toy kernel', value: results.length, unit: 'bisections', target, met }
}

function scriptRows(results: readonly TroubledResult[], setting: string): Row[] {
  const mean = (of: (result: TroubledResult) => number) =>
    percent(
      results.reduce((total, result) => total + of(result), 0),
      results.length,
    )
  const shares = (where: string, side: keyof TroubledResult['script']) =>
    (
      [
        ['exact', 'right outcomes'],
        ['range', 'ranges with the culprit'],
        ['wrong', 'wrong outcomes'],
      ] as const
    ).map(([share, words]) =>
      plain(
        `git bisect run, one boot each: ${words}`,
        where,
        mean(({ script }) => script[side][share]),
        '%',
      ),
    )
  return [...shares(setting, 'troubled'), ...shares('the same without faults', 'untroubled')]
}

function faultRows({ results, injected }: TroubledRun): Row[] {
  const setting = `${results.length} bisections`
  const taken = results.reduce((total, result) => total + result.taken.length, 0)
  const ofKind = (where: InjectedFault['where']) => injected.filter((fault) => fault.where === where).length
  return [
    plain('faults injected: builds', setting, ofKind('build'), 'faults'),
    plain('faults injected: boots', setting, ofKind('boot'), 'faults'),
    plain('faults injected: git', setting, ofKind('git'), 'faults'),
    plain('faults noted by the program', setting, sum(results, 'infrastructureErrors'), 'faults'),
    { ...plain('faults taken for verdicts', setting, taken, 'faults'), target: 0, met: taken === 0 },
    plain('pauses', setting, sum(results, 'pauses'), 'pauses'),
  ]
}
