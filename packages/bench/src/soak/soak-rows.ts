import type { Row } from '../benchmark.ts'
import { answers, costs, counts, plain, sum } from '../toy/case-rows.ts'
import type { CaseResult } from '../toy/judge-answer.ts'
import type { Account } from './account.ts'
import type { Deaths } from './disturb.ts'

/** The figures of all bisections. Rows without a case are left out. */
export function soakRows(results: readonly CaseResult[], deaths: Deaths, account?: Account): Row[] {
  const setting = `${results.length} bisections`
  const none = (row: string, value: number): Row => ({
    row,
    setting,
    value,
    unit: 'cases',
    target: 0,
    met: value === 0,
  })
  const regressed = results.filter(({ toyCase }) => toyCase.regressed)
  const quiet = results.filter(({ toyCase }) => !toyCase.regressed)
  const rates = [...new Set(regressed.map(({ toyCase }) => toyCase.failing))].sort((a, b) => b - a)
  const inside = regressed.filter(({ toyCase }) => toyCase.traits.some((trait) => trait.includes('inside')))
  return [
    ...answers('with a regression', regressed),
    ...rates.flatMap((rate) =>
      answers(
        `failing in ${Math.round(rate * 100)} % of boots`,
        regressed.filter(({ toyCase }) => toyCase.failing === rate),
      ),
    ),
    ...answers(
      'kernels without the culprit fail in 5 %',
      regressed.filter(({ toyCase }) => toyCase.failingWithout > 0),
    ),
    ...answers('culprit in a untestable region', inside),
    ...counts('without a regression', quiet, ['none, rightly', 'WRONG', 'no answer']),
    ...costs('with a regression', regressed),
    ...costs('without a regression', quiet),
    ...[...deaths].map(([kind, count]) => plain(`killed: ${kind}`, setting, count, 'processes')),
    ...(account ? [none('lost', account.lost.length), none('doubled', account.doubled.length)] : []),
    plain('infrastructure errors', setting, sum(results, 'infrastructureErrors'), 'errors'),
  ]
}
