import type { Row } from '../benchmark.ts'
import type { CaseResult, Judgement } from '../toy/judge-answer.ts'

/** The figures of all bisections. Rows without a case are left out. */
export function soakRows(results: readonly CaseResult[], deaths: number): Row[] {
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
    ...answers('culprit in a broken stretch', inside),
    ...counts('without a regression', quiet, ['none, rightly', 'WRONG', 'no answer']),
    ...costs('with a regression', regressed),
    ...costs('without a regression', quiet),
    plain('workers killed', `${results.length} bisections`, deaths, 'workers'),
    plain('faults of our own', `${results.length} bisections`, sum(results, 'infrastructureErrors'), 'faults'),
  ]
}

const plain = (row: string, setting: string, value: number, unit: string): Row => ({
  row,
  setting,
  value,
  unit,
  target: null,
  met: null,
})

/** Of those that named one commit, the exact ones are the promise; wrong ones should be about none. */
function answers(setting: string, results: readonly CaseResult[]): Row[] {
  if (results.length === 0) return []
  const named = results.filter(({ judgement, outcome }) => judgement === 'exact' || outcome.startsWith('culprit'))
  const exact = named.filter(({ judgement }) => judgement === 'exact').length
  const where = `${setting} (${results.length})`
  return [
    plain('exact culprits, of all', where, percent(exact, results.length), '%'),
    ...(named.length === 0 ? [] : [plain('exact culprits, of those named', where, percent(exact, named.length), '%')]),
    ...counts(setting, results, ['exact', 'range', 'missed', 'WRONG', 'no answer']),
  ]
}

/** Of what never came only wrong answers are worth a row. */
const counts = (setting: string, results: readonly CaseResult[], judgements: readonly Judgement[]): Row[] =>
  judgements.flatMap((judgement) => {
    const count = results.filter((one) => one.judgement === judgement).length
    if (results.length === 0 || (count === 0 && judgement !== 'WRONG')) return []
    return [plain(`answers: ${judgement}`, `${setting} (${results.length})`, count, 'bisections')]
  })

function costs(setting: string, results: readonly CaseResult[]): Row[] {
  if (results.length === 0) return []
  const where = `${setting} (${results.length})`
  const mean = (total: number) => Math.round((total / results.length) * 10) / 10
  const halvings = results.map(({ commits }) => Math.ceil(Math.log2(commits))).reduce((a, b) => a + b, 0)
  return [
    plain('ceil(log2 commits), mean', where, mean(halvings), 'steps'),
    plain('builds, mean', where, mean(sum(results, 'builds')), 'builds'),
    plain('boots, mean', where, mean(sum(results, 'boots')), 'boots'),
    plain('wall time, mean', where, mean(sum(results, 'seconds')), 's'),
  ]
}

const percent = (part: number, whole: number): number => Math.round((part / whole) * 1000) / 10

const sum = (results: readonly CaseResult[], of: 'builds' | 'boots' | 'seconds' | 'infrastructureErrors'): number =>
  results.reduce((total, one) => total + one[of], 0)
